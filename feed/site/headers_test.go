package site

import (
	"net/url"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"seedfeed/feed"
)

// A rule of a _headers file gives header fields to the paths that match its own.
type rule struct {
	path   string
	fields map[string]string
}

// headerRules reads a _headers file by the rules that all hosts have in common.
func headerRules(t *testing.T, text string) (rules []rule) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		name, value, isField := strings.Cut(strings.TrimSpace(line), ":")
		switch {
		case len(line) > 2000:
			t.Errorf("Cloudflare leaves out lines of more than 2000 characters: %.40s…", line)
		case line == "" || line[0] == '#':
		case line[0] == '/':
			if strings.Count(line, "*") > 1 {
				t.Errorf("Cloudflare leaves out rules with two asterisks: %s", line)
			}
			rules = append(rules, rule{line, map[string]string{}})
		case isField && len(rules) > 0 && !strings.Contains(name, " "):
			fields := rules[len(rules)-1].fields
			if _, double := fields[name]; double {
				t.Errorf("%s is set twice", name)
			}
			fields[name] = strings.TrimSpace(value)
		default:
			t.Errorf("%q is neither a path nor a field of one", line)
		}
	}
	if len(rules) > 100 {
		t.Errorf("got %d rules, Cloudflare reads 100", len(rules))
	}
	return rules
}

// matches takes an asterisk for anything, as Cloudflare does.
func (r rule) matches(t *testing.T, at string) bool {
	t.Helper()
	before, after, some := strings.Cut(r.path, "*")
	if !some {
		return r.path == at
	}
	return len(at) >= len(before)+len(after) && strings.HasPrefix(at, before) && strings.HasSuffix(at, after)
}

// Each document of the sample site gets the fields that it should have, each from one rule alone.
func TestHeaders(t *testing.T) {
	rules := headerRules(t, assetsOf(t, withHeaders(t))[headersFile])
	typed := 0
	for name := range sampleSite(t) {
		got := map[string]string{}
		address := &url.URL{Path: "/" + strings.TrimSuffix(name, indexFile)}
		for _, r := range rules {
			if !r.matches(t, address.EscapedPath()) {
				continue
			}
			for field, value := range r.fields {
				if _, double := got[field]; double {
					t.Errorf("%s: two rules set %s", name, field)
				}
				got[field] = value
			}
		}
		want := map[string]string{"rss.xml": "text/xml; charset=utf-8", "atom.xml": "text/xml; charset=utf-8", "feed.json": "application/feed+json"}[path.Base(name)]
		if got["Content-Type"] != want {
			t.Errorf("%s: got type %q, want %q", name, got["Content-Type"], want)
		}
		if kept := got["Cache-Control"] != ""; kept != (want != "") {
			t.Errorf("%s: got Cache-Control %q", name, got["Cache-Control"])
		}
		if got["X-Content-Type-Options"] != "nosniff" || got["Content-Security-Policy"] != StrictPolicy {
			t.Errorf("%s: got %v", name, got)
		}
		if want != "" {
			typed++
		}
	}
	if typed < 9 {
		t.Errorf("got %d feeds, want those of front, tags and archive in all formats", typed)
	}
}

func TestHeadersOfSettings(t *testing.T) {
	if _, there := assetsOf(t, settings(t))[headersFile]; there {
		t.Error("written without being asked for")
	}
	one := withHeaders(t)
	one.Formats = feed.Formats()[1:2]
	if text := assetsOf(t, one)[headersFile]; strings.Contains(text, "rss.xml") || !strings.Contains(text, "/atom.xml") {
		t.Errorf("with Atom alone: got\n%s", text)
	}
	own := withHeaders(t)
	own.Templates = fstest.MapFS{"tag.html": {Data: []byte(`{{define "main"}}<script src="x.js"></script>{{end}}`)}}
	if text := assetsOf(t, own)[headersFile]; strings.Contains(text, "default-src 'none'") || !strings.Contains(text, LoosePolicy) {
		t.Errorf("with templates of one's own: got\n%s", text)
	}
}

func withHeaders(t *testing.T) Settings {
	set := settings(t)
	set.Headers = true
	return set
}

// assetsOf returns what Assets makes, by path.
func assetsOf(t *testing.T, set Settings) map[string]string {
	t.Helper()
	files, err := newSite(t, set).Assets()
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]string{}
	for _, file := range files {
		made[file.Path] = string(file.Data)
	}
	return made
}
