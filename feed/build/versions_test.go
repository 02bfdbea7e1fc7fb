package build_test

import (
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"seedfeed/feed/build"
)

var (
	alternateLink = regexp.MustCompile(`<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">`)
	languagesLine = regexp.MustCompile(`(?s)<nav class="languages" aria-label="Languages".*?</nav>`)
	languageLink  = regexp.MustCompile(`<a href="([^"]+)" lang="([^"]*)"(?: hreflang="[^"]+")? dir="auto">([^<]+)</a>`)
)

// alternates returns what the page of a slug says of language versions: the addresses by language, and those that people
// see, by name.
func alternates(t *testing.T, s build.Settings, slug string) (head, line map[string]string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(s.Out, "articles", slug, "index.html"))
	must(t, err)
	head, line = map[string]string{}, map[string]string{}
	for _, m := range alternateLink.FindAllStringSubmatch(string(page), -1) {
		head[m[1]] = m[2]
	}
	for _, m := range languageLink.FindAllStringSubmatch(languagesLine.FindString(string(page)), -1) {
		line[m[3]] = m[1]
	}
	return head, line
}

// wantAlternates holds that each of the pages names all of them, itself included, and leads people to the others.
func wantAlternates(t *testing.T, s build.Settings, what string, slugs, names map[string]string) {
	t.Helper()
	want := map[string]string{}
	for language, slug := range slugs {
		want[language] = "https://example.org/articles/" + slug + "/"
	}
	for language, slug := range slugs {
		head, line := alternates(t, s, slug)
		if !maps.Equal(head, want) {
			t.Errorf("%s: %s: got %v, want %v", what, slug, head, want)
		}
		seen := map[string]string{}
		for other, slug := range slugs {
			if other != language {
				seen[names[other]] = "../../articles/" + slug + "/"
			}
		}
		if !maps.Equal(line, seen) {
			t.Errorf("%s: %s: got %v, want %v", what, slug, line, seen)
		}
	}
}

func wantAlone(t *testing.T, s build.Settings, what string, slugs ...string) {
	t.Helper()
	for _, slug := range slugs {
		if head, line := alternates(t, s, slug); len(head)+len(line) > 0 {
			t.Errorf("%s: %s: got %v, %v, want none", what, slug, head, line)
		}
	}
}

// TestVersions follows a text in three languages, one of which no file names, from build to build.
func TestVersions(t *testing.T) {
	s := folder(t, 2)
	write(t, s.Seeds, "post.md", "---\ntitle: The post\ndate: 2020-05-01\n---\nA text.\n")
	write(t, s.Seeds, "post.fr.md", french("Le billet"))
	beitrag := strings.Replace(german, "---\n", "---\nslug: beitrag\n", 1)
	write(t, s.Seeds, "de/post.md", beitrag)
	mustRun(t, s)
	names := map[string]string{"x-default": "The post", "fr": "français", "de": "Deutsch", "fr-CA": "français (CA)", "en": "English"}
	all := map[string]string{"x-default": "post", "fr": "post-fr", "de": "beitrag"}
	wantAlternates(t, s, "first", all, names)
	wantAlone(t, s, "first", "post-000")

	original := "---\ntitle: The post\nlang: en\ndate: 2020-05-01\n---\nA text.\n"
	write(t, s.Seeds, "post.md", original)
	mustRun(t, s)
	all = map[string]string{"en": "post", "fr": "post-fr", "de": "beitrag"}
	wantAlternates(t, s, "with a language", all, names)

	// Which of two readers of French are to be led to nobody has said.
	encore := strings.Replace(french("Encore"), "---\n", "---\nslug: encore\n", 1)
	write(t, s.Seeds, "fr/post.md", encore)
	mustRun(t, s)
	wantAlternates(t, s, "twice French", map[string]string{"en": "post", "de": "beitrag"}, names)
	wantAlone(t, s, "twice French", "post-fr", "encore")
	write(t, s.Seeds, "fr/post.md", strings.Replace(encore, "---\n", "---\nlang: fr-CA\n", 1))
	mustRun(t, s)
	wantAlternates(t, s, "of another country", map[string]string{"en": "post", "fr": "post-fr", "fr-CA": "encore", "de": "beitrag"}, names)
	must(t, os.Remove(filepath.Join(s.Seeds, "fr/post.md")))
	mustRun(t, s)
	wantAlternates(t, s, "once again", all, names)

	for _, head := range []string{"draft: true", "unlisted: true", "expires: 2021-01-01", "publishDate: 2999-01-01", "date: ["} {
		write(t, s.Seeds, "de/post.md", strings.Replace(beitrag, "---\n", "---\n"+head+"\n", 1))
		mustRun(t, s)
		wantAlternates(t, s, head, map[string]string{"en": "post", "fr": "post-fr"}, names)
		write(t, s.Seeds, "de/post.md", beitrag)
		mustRun(t, s)
		wantAlternates(t, s, "not "+head, all, names)
	}

	for _, head := range []string{"draft: true", "translationKey: another"} {
		write(t, s.Seeds, "post.md", strings.Replace(original, "---\n", "---\n"+head+"\n", 1))
		mustRun(t, s)
		wantAlternates(t, s, "the original: "+head, map[string]string{"fr": "post-fr", "de": "beitrag"}, names)
		write(t, s.Seeds, "post.md", original)
		mustRun(t, s)
		wantAlternates(t, s, "the original: not "+head, all, names)
	}

	must(t, os.Rename(filepath.Join(s.Seeds, "post.md"), filepath.Join(s.Seeds, "original.md")))
	mustRun(t, s)
	wantAlternates(t, s, "the original leaves", map[string]string{"fr": "post-fr", "de": "beitrag"}, names)
	wantAlone(t, s, "the original leaves", "original")
	must(t, os.Remove(filepath.Join(s.Seeds, "de/post.md")))
	mustRun(t, s)
	wantAlone(t, s, "the last one", "post-fr")
}

// TestVersionsElsewhere has versions of which one is read on a live site.
func TestVersionsElsewhere(t *testing.T) {
	s := folder(t, 0)
	live, err := url.Parse("https://garden.example/")
	must(t, err)
	s.Live = live
	write(t, s.Seeds, "post.md", "---\ntitle: The post\nlang: en\npermalink: /the-post/\ndate: 2020-05-01\n---\nA text.\n")
	write(t, s.Seeds, "post.fr.md", french("Le billet"))
	mustRun(t, s)
	head, line := alternates(t, s, "post-fr")
	if want := (map[string]string{"en": "https://garden.example/the-post/", "fr": "https://example.org/articles/post-fr/"}); !maps.Equal(head, want) {
		t.Errorf("got %v, want %v", head, want)
	}
	if want := (map[string]string{"English": "https://garden.example/the-post/"}); !maps.Equal(line, want) {
		t.Errorf("got %v, want %v", line, want)
	}
	s.Pages = build.PagesAlways
	mustRun(t, s)
	if _, line := alternates(t, s, "post-fr"); line["English"] != "../../articles/post/" {
		t.Errorf("with pages of ours: got %v", line)
	}
}
