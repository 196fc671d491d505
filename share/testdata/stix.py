"""Validates a bundle with the OASIS validator and loads it with stix2.

usage: stix.py BUNDLE; prints how many objects of each type were loaded.
"""
import collections
import json
import sys

import stix2
from stix2validator import ValidationOptions, validate_file

result = validate_file(sys.argv[1], ValidationOptions(version="2.1"))
if not result.is_valid:
    for o in result.object_results:
        for e in o.errors:
            print(e, file=sys.stderr)
    sys.exit("the OASIS validator calls the bundle invalid")


@stix2.v21.CustomObservable(
    "x-stillhunt-fingerprint",
    [
        ("key_id", stix2.properties.StringProperty(required=True)),
        ("kind", stix2.properties.StringProperty(required=True)),
        ("value", stix2.properties.StringProperty(required=True)),
    ],
    ["key_id", "kind", "value"],
)
class Fingerprint:
    pass


text = open(sys.argv[1]).read()
bundle = stix2.parse(text, allow_custom=True)
kinds = collections.Counter(o["type"] for o in bundle.objects)
for o in bundle.objects:
    if o["type"] == "x-stillhunt-fingerprint":  # the id is what the standard makes of the properties
        own = Fingerprint(key_id=o["key_id"], kind=o["kind"], value=o["value"])
        if own.id != o["id"]:
            sys.exit(f"{o['id']} should be {own.id}")
print(json.dumps(kinds, sort_keys=True))
