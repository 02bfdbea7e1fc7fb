package check

import (
	"bytes"
	"cmp"
	"fmt"
)

// A format is a kind of document; they can be combined.
type format uint8

const (
	rss format = 1 << iota
	atom
	jsonFeed
	unknown

	xmlFeed = rss | atom
	feeds   = xmlFeed | jsonFeed
)

// A document is one that is being judged.
type document struct {
	data     []byte // of XML: in UTF-8 where its encoding is known, without a byte order mark
	format   format
	archived bool
	broken   bool // it could not be parsed to its end

	fault    fault    // why it is broken
	encoding string   // that the XML declaration names; "" where there is none
	misnamed bool     // and which it cannot have
	bad      []fault  // characters that no XML document may hold; none where it is JSON
	root     *element // of XML; nil where it is broken
	elements []*element
	head     *element // that the feed's own elements stand in
	items    []*element

	json *value  // the whole of a JSON document; nil where it is broken
	keys []fault // that stand twice in one object
}

// A fault is something wrong at a place.
type fault struct {
	at      int
	message string
}

// parse recognises the format of a document and reads as much of it as can be read.
func parse(data []byte) *document {
	d := &document{data: data}
	head := bytes.TrimLeft(bytes.TrimPrefix(data, []byte(bom)), " \t\r\n")
	if len(head) > 0 && head[0] == '{' {
		d.format = jsonFeed
		d.parseJSON()
		return d
	}
	d.data = bytes.TrimPrefix(data, []byte(bom))
	d.decode()
	d.findBadCharacters()
	d.parseXML()
	if !d.broken && d.misnamed {
		d.fail(0, fmt.Errorf("its declaration names the encoding %s, and it has another one", d.encoding))
	}
	d.format = unknown
	switch {
	case d.root == nil:
		d.format = guess(d.data)
	case d.root.name == "rss" && d.root.space == "":
		d.format = rss
		d.head = d.root.first("", "channel")
		d.items = d.head.all("", "item")
	case d.root.name == "feed" && d.root.space == nsAtom:
		d.format, d.head = atom, d.root
		d.items = d.root.all(nsAtom, "entry")
	}
	return d
}

// Encoding returns the encoding that an XML document says it has, UTF-8 where it says none. JSON Feed has no other one.
func Encoding(data []byte) string {
	d := &document{data: bytes.TrimPrefix(data, []byte(bom))}
	d.decode()
	return cmp.Or(d.encoding, "UTF-8")
}

const bom = "\ufeff"

// guess is the format of a document that is not well-formed.
func guess(data []byte) format {
	head := data[:min(len(data), 1000)]
	switch {
	case bytes.Contains(head, []byte("<rss")):
		return rss
	case bytes.Contains(head, []byte("<feed")):
		return atom
	}
	return unknown
}
