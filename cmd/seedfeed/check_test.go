package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"seedfeed/feed/build"
	"seedfeed/feed/check"
	"seedfeed/feed/check/remote"
)

// TestCheckURL checks a feed on a server that has just been switched off, and one that serves it badly.
func TestCheckURL(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Cache-Control", "no-cache")
		if strings.HasPrefix(r.UserAgent(), "seedfeed/") {
			w.Write([]byte(`{"version":"https://jsonfeed.org/version/1.1","title":"Peas","items":[]}`))
		}
	}))
	t.Chdir(t.TempDir())
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), []string{"check", s.URL}, &stdout, &stderr); status != 0 {
		t.Errorf("got status %d, want 0 with warnings alone\n%s", status, &stderr)
	}
	for _, want := range []string{
		s.URL + `: warning: is sent as "text/html" (http-type, RFC 7303, 9.1; JSON Feed 1.1); send `,
		s.URL + `: warning: has neither ETag nor Last-Modified (http-etag, `,
		s.URL + `:1:1: warning: has no home_page_url (json-home, `,
		"0 errors, 4 warnings in 1 feed document\n",
	} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("got\n%s\nwant %s", &stdout, want)
		}
	}
	stdout.Reset()
	if status := run(t.Context(), []string{"check", "HTTP" + strings.TrimPrefix(s.URL, "http")}, &stdout, &stderr); status != 0 {
		t.Errorf("got status %d for a scheme in capitals, want 0\n%s", status, &stderr)
	}
	s.Close()
	stderr.Reset()
	if status := run(t.Context(), []string{"check", s.URL, "--log-format", "console"}, &stdout, &stderr); status != 1 || !strings.Contains(stderr.String(), "refused") {
		t.Errorf("got status %d, want 1\n%s", status, &stderr)
	}
}

// TestUnfit holds builds to the rules that feeds must keep, those of a watch too.
func TestUnfit(t *testing.T) {
	a := &app{}
	for name, env := range map[string]func() (build.Env, func()){"build": a.env, "watch": (&watch{app: a}).env} {
		t.Run(name, func(t *testing.T) {
			env, finish := env()
			defer finish()
			id, err := env.Unfit("feed.json", []byte(`{"version":"https://jsonfeed.org/version/1.1","title":"Peas","items":[{"id":"a","content_text":"x","date_published":"soon"}]}`))
			if id != "a" || err == nil || !strings.Contains(err.Error(), "feed.json:1:") || !strings.Contains(err.Error(), "json-date") {
				t.Errorf("got %q, %v", id, err)
			}
			if id, err := env.Unfit("feed.json", []byte(`{"version":"https://jsonfeed.org/version/1.1","title":"Peas","items":[]}`)); id != "" || err != nil {
				t.Errorf("got %q, %v", id, err)
			}
		})
	}
}

// TestRulesHaveOneName: what people read in one place they can look up in another.
func TestRulesHaveOneName(t *testing.T) {
	seen := map[string]bool{}
	for _, rules := range [][]check.Rule{check.Rules(), check.ArticleRules(), remote.Rules()} {
		for _, rule := range rules {
			if seen[rule.ID] {
				t.Errorf("two rules are called %s", rule.ID)
			}
			seen[rule.ID] = true
		}
	}
}
