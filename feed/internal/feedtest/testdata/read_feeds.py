# Prints what feedparser finds in the files named on the command line, as one JSON list.
import json
import sys

import feedparser


def people(of):
    return [p.get("name", p.get("email", "")) for p in of.get("authors", []) if p]


def entry(e):
    return {
        "id": e.get("id", ""),
        "title": e.get("title", ""),
        "link": e.get("link", ""),
        "summary": e.get("summary", "") if "summary" in e else "",
        "summaryType": e.get("summary_detail", {}).get("type", ""),
        "content": [c.get("value", "") for c in e.get("content", [])],
        "language": e.get("language", "") or "",
        "published": stamp(e.get("published_parsed")),
        "updated": stamp(e.get("updated_parsed")) if "updated" in e else "",
        "rights": e.get("rights", ""),
        "authors": people(e),
        "tags": [t.get("term", "") for t in e.get("tags", [])],
        "enclosures": [{"url": x.get("href", ""), "type": x.get("type", ""), "length": x.get("length", "")} for x in e.get("enclosures", [])],
        "media": [x.get("url", "") for x in e.get("media_content", [])],
        "thumbnail": "".join(x.get("url", "") for x in e.get("media_thumbnail", [])),
    }


def stamp(t):
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % tuple(t[:6]) if t else ""


def document(path):
    with open(path, "rb") as f:
        d = feedparser.parse(f.read(), sanitize_html=False, resolve_relative_uris=False)
    return {
        "bozo": bool(d.bozo),
        "error": repr(d.get("bozo_exception", "")) if d.bozo else "",
        "version": d.version,
        "id": d.feed.get("id", ""),
        "title": d.feed.get("title", ""),
        "link": d.feed.get("link", ""),
        "subtitle": d.feed.get("subtitle", ""),
        "language": d.feed.get("language", "") or "",
        "rights": d.feed.get("rights", ""),
        "generator": d.feed.get("generator", ""),
        "updated": stamp(d.feed.get("updated_parsed")),
        "authors": people(d.feed),
        "icon": d.feed.get("icon", ""),
        "logo": d.feed.get("logo", ""),
        "image": d.feed.get("image", {}).get("href", ""),
        "links": {x.get("rel", "") + " " + x.get("type", ""): x.get("href", "") for x in d.feed.get("links", [])},
        "entries": [entry(e) for e in d.entries],
    }


json.dump([document(p) for p in sys.argv[1:]], sys.stdout)
