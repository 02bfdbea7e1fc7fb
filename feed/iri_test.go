package feed

import "testing"

func TestIRI(t *testing.T) {
	for id, want := range map[string]string{
		"https://example.org/?p=12":                     "https://example.org/?p=12",
		"tag:example.org,2020:x":                        "tag:example.org,2020:x",
		"urn:uuid:51192615-d400-595a-9321-602b6d035702": "urn:uuid:51192615-d400-595a-9321-602b6d035702",
		"51192615-D400-595A-9321-602B6D035702":          "urn:uuid:51192615-d400-595a-9321-602b6d035702",
		"4711":                                          "urn:uuid:c323c8bc-3a48-58d1-8a0f-25cae8a8512a",
		"12 at https://example.org":                     "urn:uuid:b342a490-a013-5f7c-9a69-38868685fd2c",
		"/2020/a-post":                                  "urn:uuid:25e41aa6-5573-50fc-81e0-58840b6323da",
	} {
		if got := iri(id); got != want {
			t.Errorf("iri(%q): got %q, want %q", id, got, want)
		}
	}
}
