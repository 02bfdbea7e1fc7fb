"""Reads feeds with feedparser and prints all entries so far: pyfeedparser.py FILE URL... keeps them in FILE."""

import json
import os
import sys
import time

import feedparser

name, *addresses = sys.argv[1:]
kept = {}
if os.path.exists(name):
    with open(name, encoding="utf-8") as file:
        kept = json.load(file)

for address in addresses:
    feed = kept.setdefault(address, {"etag": None, "entries": {}})
    document = feedparser.parse(address, etag=feed["etag"], agent="python-feedparser")
    if document.status == 304:
        continue
    if document.bozo:
        sys.exit(f"{address}: {document.bozo_exception}")
    feed["etag"] = document.get("etag")
    for entry in document.entries:
        feed["entries"][entry.id] = {
            "feed": address.rsplit("/", 1)[1],
            "key": entry.id,
            "title": entry.title,
            "link": entry.link,
            "content": entry.content[0].value,
            "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", entry.published_parsed),
        }

with open(name, "w", encoding="utf-8") as file:
    json.dump(kept, file)
print(json.dumps([entry for feed in kept.values() for entry in feed["entries"].values()]))
