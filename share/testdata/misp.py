"""Loads an event with pymisp.

usage: misp.py EVENT; prints its info, attributes and tags.
"""
import json
import sys

import pymisp

event = pymisp.MISPEvent()
event.load_file(sys.argv[1], validate=True)
assert json.loads(event.to_json())["uuid"] == event.uuid
print(json.dumps({
    "info": event.info,
    "values": sorted(a.value for a in event.attributes if a.type == "other"),
    "ids": any(a.to_ids for a in event.attributes),
    "tags": sorted(t.name for t in event.tags),
}))
