package feedtest

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed testdata/atom.rnc testdata/jsonfeed-1.1.schema.json testdata/read_feeds.py
var files embed.FS

// Parsed is what feedparser finds in an RSS or Atom document; it reads no JSON Feed. Times are RFC 3339 in UTC.
type Parsed struct {
	Bozo      bool
	Error     string // why Bozo is set
	Version   string // such as "rss20"
	ID        string
	Title     string
	Link      string
	Subtitle  string
	Language  string
	Rights    string
	Generator string
	Updated   string
	Authors   []string
	Icon      string
	Logo      string
	Image     string
	Links     map[string]string // by relation and type, such as "self application/rss+xml"
	Entries   []ParsedEntry
}

// ParsedEntry is an item or entry of a Parsed.
type ParsedEntry struct {
	ID          string
	Title       string
	Link        string
	Summary     string
	SummaryType string
	Content     []string
	Language    string
	Published   string
	Updated     string
	Rights      string
	Authors     []string
	Tags        []string
	Enclosures  []struct{ URL, Type, Length string }
	Media       []string // media:content
	Thumbnail   string
}

// Feedparser reads the documents in paths with feedparser, all in one process; the results have their order.
// Without feedparser it skips the test, but fails it where the environment says CI=true.
func Feedparser(t *testing.T, paths ...string) []Parsed {
	t.Helper()
	const python = "/usr/bin/python3" // Debian's, which sees Debian's packages whatever else is installed
	if err := exec.Command(python, "-c", "import feedparser").Run(); err != nil {
		missing(t, "python3-feedparser")
	}
	out, err := exec.Command(python, append([]string{extract(t, "read_feeds.py")}, paths...)...).Output()
	if err != nil {
		t.Fatalf("feedparser: %v", err)
	}
	var parsed []Parsed
	if err := json.Unmarshal(out, &parsed); err != nil {
		t.Fatalf("feedparser: %v", err)
	}
	return parsed
}

// jing validates Atom documents against the RELAX NG schema of RFC 4287 and returns its messages.
func jing(t *testing.T, paths ...string) string {
	t.Helper()
	args := []string{"-c", extract(t, "atom.rnc")}
	for i, path := range paths {
		args = append(args, withoutLongCharacters(t, path, i))
	}
	return run(t, "jing", args...)
}

// withoutLongCharacters copies a document with references in place of its characters of four bytes. jing's parser takes
// one of them for invalid where its buffer ends in the middle of it.
func withoutLongCharacters(t *testing.T, path string, i int) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), fmt.Sprint(i)+"-"+filepath.Base(path))
	var b []byte
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if size == 4 {
			b = fmt.Appendf(b, "&#%d;", r)
		} else {
			b = append(b, data[:size]...)
		}
		data = data[size:]
	}
	if err := os.WriteFile(copied, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return copied
}

// xmllint tells whether documents are well-formed and returns its messages.
func xmllint(t *testing.T, paths ...string) string {
	t.Helper()
	return run(t, "xmllint", append([]string{"--noout", "--nonet"}, paths...)...)
}

// run returns what a validator prints when it is not content; what it says in passing does not count.
func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(Tool(t, program), args...).CombinedOutput()
	if err == nil {
		return ""
	}
	return err.Error() + "\n" + string(bytes.TrimSpace(out))
}

// Tool returns the path of a program. Without it, it skips the test, but fails it where the environment says CI=true.
func Tool(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		missing(t, program)
	}
	return path
}

func missing(t *testing.T, program string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", program)
	}
	t.Skipf("%s is not installed", program)
}

// extract writes an embedded file where other programs can read it.
func extract(t *testing.T, name string) string {
	t.Helper()
	data, err := files.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// jsonSchema returns the compiled schema of JSON Feed 1.1.
var jsonSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	const name = "jsonfeed-1.1.schema.json"
	data, err := files.ReadFile("testdata/" + name)
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		return nil, err
	}
	return c.Compile(name)
})

// validateJSON validates a document against the schema of JSON Feed 1.1.
func validateJSON(data []byte) error {
	schema, err := jsonSchema()
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return schema.Validate(doc)
}
