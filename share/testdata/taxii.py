"""Uses a TAXII 2.1 server with the client of OASIS.

usage: taxii.py DISCOVERY LOGIN SECRET BUNDLE
"""
import json
import sys

from taxii2client.common import TokenAuth
from taxii2client.exceptions import TAXIIServiceException
from taxii2client.v21 import Server, as_pages
from requests.exceptions import HTTPError

url, login, secret, path = sys.argv[1:]
objects = json.load(open(path))["objects"]
server = Server(url, user=login, password=secret)
root = server.api_roots[0]
assert root.versions == ["application/taxii+json;version=2.1"], root.versions
collection = root.collections[0]
assert collection.can_read and collection.can_write

status = collection.add_objects({"objects": objects})
assert status.status == "complete", status.status
assert status.success_count == len(objects), (status.success_count, status.failures)
assert root.get_status(status.id).success_count == len(objects)
again = collection.add_objects({"objects": objects})
assert again.success_count == len(objects)

got = [o for page in as_pages(collection.get_objects, per_request=7) for o in page["objects"]]
assert sorted(o["id"] for o in got) == sorted(o["id"] for o in objects), len(got)
assert all(o in objects for o in got)

manifest = [m for page in as_pages(collection.get_manifest, per_request=9) for m in page["objects"]]
assert [m["id"] for m in manifest] == [o["id"] for o in got]
added = manifest[-4]["date_added"]
assert len(collection.get_objects(added_after=added)["objects"]) == 3
indicators = collection.get_objects(type="indicator")["objects"]
assert indicators and all(o["type"] == "indicator" for o in indicators)
one = indicators[0]["id"]
assert collection.get_object(one)["objects"] == [indicators[0]]
assert collection.get_objects(id=one)["objects"] == [indicators[0]]

newer = dict(indicators[0], confidence=1, modified="2027-01-01T00:00:00.000Z")
assert collection.add_objects({"objects": [newer]}).success_count == 1
assert collection.get_object(one)["objects"] == [newer]
assert collection.get_object(one, version="first")["objects"] == [indicators[0]]
assert len(collection.get_object(one, version="all")["objects"]) == 2
assert len(collection.object_versions(one)["versions"]) == 2

forged = dict(newer, created_by_ref="identity--00000000-0000-4000-8000-000000000001")
assert collection.add_objects({"objects": [forged]}).failure_count == 1
collection.delete_object(one)
try:
    collection.get_object(one)
    sys.exit("a deleted object is given out")
except HTTPError as e:
    assert e.response.status_code == 404, e
try:
    Server(url, user=login, password="not the secret").title
    sys.exit("a wrong secret is taken")
except HTTPError as e:
    assert e.response.status_code == 401, e
assert Server(url, auth=TokenAuth(secret)).title == server.title
print(json.dumps({"pushed": len(objects), "pulled": len(got)}))
