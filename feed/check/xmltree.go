package check

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
	nsDC      = "http://purl.org/dc/elements/1.1/"
	nsFH      = "http://purl.org/syndication/history/1.0"
	nsXHTML   = "http://www.w3.org/1999/xhtml"
	nsXML     = "http://www.w3.org/XML/1998/namespace"
)

// decode turns the document into UTF-8 where a mark at its beginning or its declaration names another encoding that is known.
func (d *document) decode() {
	text, err := unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Bytes(d.data)
	if err == nil && bytes.HasPrefix(bytes.TrimSpace(text), []byte("<")) {
		d.data, d.encoding = text, "UTF-16"
		return
	}
	if !bytes.HasPrefix(d.data, []byte("<?xml")) {
		return
	}
	declaration, _, _ := strings.Cut(string(d.data[:min(len(d.data), 200)]), "?>")
	_, after, found := strings.Cut(declaration, "encoding")
	after = strings.TrimLeft(after, " =\t\r\n")
	if !found || after == "" {
		return
	}
	d.encoding, _, _ = strings.Cut(after[1:], after[:1])
	if strings.EqualFold(d.encoding, "utf-8") {
		return
	}
	if d.misnamed = strings.HasPrefix(strings.ToLower(d.encoding), "utf-16"); d.misnamed { // or the declaration could not be read
		return
	}
	reader, err := charset.NewReaderLabel(d.encoding, bytes.NewReader(d.data))
	if err != nil {
		return
	}
	if decoded, err := io.ReadAll(reader); err == nil {
		d.data = decoded
	}
}

// parseXML reads the elements of the document. Characters that no XML document may hold are taken for blanks, so that what
// else is wrong is found too.
func (d *document) parseXML() {
	text := d.data
	if len(d.bad) > 0 {
		text = bytes.Clone(text)
		for _, bad := range d.bad {
			blank(text[bad.at:])
		}
	}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	top := &element{}
	at := top
	var texts [][]byte // of the elements that are open, outermost first
	spaces := map[string]bool{"": true, nsXML: true}
	for {
		before := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			d.fail(int(decoder.InputOffset()), err)
			return
		}
		switch t := token.(type) {
		case xml.ProcInst:
			if t.Target == "xml" && before > 0 {
				d.fail(before, errors.New("something stands before the XML declaration"))
				return
			}
		case xml.StartElement:
			if err := wellNamed(t, spaces); err != nil {
				d.fail(before, err)
				return
			}
			e := &element{space: t.Name.Space, name: t.Name.Local, attrs: t.Copy().Attr, parent: at, start: before, inner: int(decoder.InputOffset())}
			at.children = append(at.children, e)
			d.elements = append(d.elements, e)
			at = e
			texts = append(texts, nil)
		case xml.EndElement:
			at.text, texts = string(texts[len(texts)-1]), texts[:len(texts)-1]
			at.end = before
			at = at.parent
		case xml.CharData:
			if at == top && len(bytes.TrimSpace(t)) > 0 {
				d.fail(before, errors.New("text outside of the root element"))
				return
			}
			if at.loose == 0 && len(bytes.TrimSpace(t)) > 0 {
				at.loose = before
			}
			if at != top {
				texts[len(texts)-1] = append(texts[len(texts)-1], t...)
			}
		}
	}
	if len(top.children) != 1 {
		d.fail(len(d.data), errors.New("it has not one root element"))
		return
	}
	d.root = top.children[0]
	d.root.parent = nil
}

// wellNamed looks at what the decoder lets through. spaces are the namespaces that are declared so far.
func wellNamed(t xml.StartElement, spaces map[string]bool) error {
	for i, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			spaces[a.Value] = true
		}
		for _, b := range t.Attr[:i] {
			if a.Name == b.Name {
				return fmt.Errorf("the attribute %q stands twice in <%s>", a.Name.Local, t.Name.Local)
			}
		}
	}
	for _, name := range t.Attr {
		if s := name.Name.Space; s != "xmlns" && !spaces[s] {
			return fmt.Errorf("the prefix %q is not declared", s)
		}
	}
	if !spaces[t.Name.Space] {
		return fmt.Errorf("the prefix %q is not declared", t.Name.Space)
	}
	return nil
}

func (d *document) fail(at int, err error) {
	var syntax *xml.SyntaxError
	message := err.Error()
	if errors.As(err, &syntax) {
		message = syntax.Msg
	}
	d.broken, d.fault = true, fault{at, message}
}

// blank overwrites the character, or the reference to one, at the beginning of text.
func blank(text []byte) {
	end := 1
	if text[0] == '&' {
		end = max(1, bytes.IndexByte(text, ';')+1)
	}
	for end < len(text) && text[0] >= 0x80 && text[end]&0xC0 == 0x80 {
		end++
	}
	for i := range text[:end] {
		text[i] = ' '
	}
}
