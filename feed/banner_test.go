package feed_test

import (
	"bytes"
	"fmt"
	"html"
	"strings"
	"testing"

	"seedfeed/feed"
)

// banner returns the XHTML at the head of a document.
func banner(t *testing.T, document []byte) string {
	t.Helper()
	_, rest, _ := strings.Cut(string(document), `<div xmlns="http://www.w3.org/1999/xhtml"`)
	banner, _, found := strings.Cut(rest, "\n</ul>\n</div>\n")
	if !found {
		t.Fatalf("no banner in\n%s", document)
	}
	return banner
}

// TestBannerLanguage checks what the banner says, and in which direction, for the language of a feed.
func TestBannerLanguage(t *testing.T) {
	for _, c := range []struct{ language, head, explanation, words, date string }{
		{"", ">", `<div lang="en" dir="ltr">`, "This is a feed.", "3 May 2026"},
		{"en-GB", ` lang="en-GB">`, "<div>", "This is a feed.", "3 May 2026"},
		{"de", ` lang="de">`, "<div>", "Dies ist ein Feed.", "2026-05-03"},
		{"DE-at", ` lang="DE-at">`, "<div>", "Dies ist ein Feed.", "2026-05-03"},
		{"no", ` lang="no">`, `<div lang="nb" dir="ltr">`, "Dette er en feed.", "2026-05-03"},
		{"zh", ` lang="zh">`, "<div>", "这是一个订阅源。", "2026-05-03"},
		{"zh-Hant-HK", ` lang="zh-Hant-HK">`, "<div>", "這是一個訂閱源。", "2026-05-03"},
		{"zh-Hans-HK", ` lang="zh-Hans-HK">`, "<div>", "这是一个订阅源。", "2026-05-03"},
		{"ar", ` lang="ar" dir="rtl">`, "<div>", "هذه خلاصة.", "2026-05-03"},
		{"ur-PK", ` lang="ur-PK" dir="rtl">`, `<div lang="en" dir="ltr">`, "This is a feed.", "2026-05-03"},
		{"az-Arab", ` lang="az-Arab" dir="rtl">`, `<div lang="en" dir="ltr">`, "This is a feed.", "2026-05-03"},
		{"ar-Latn", ` lang="ar-Latn">`, "<div>", "هذه خلاصة.", "2026-05-03"},
		{"en_US", ">", `<div lang="en" dir="ltr">`, "This is a feed.", "3 May 2026"},
	} {
		t.Run(c.language, func(t *testing.T) {
			f := rich()
			f.Language = c.language
			for _, format := range feed.Formats()[:2] {
				got := banner(t, document(t, format, f))
				if !strings.HasPrefix(got, c.head) {
					t.Errorf("%s: got %.60q, want %q", format.Name, got, c.head)
				}
				for _, want := range []string{"\n" + c.explanation + "\n", c.words, "<small>" + c.date + "</small>"} {
					if !strings.Contains(got, want) {
						t.Errorf("%s: got %s, want %q in it", format.Name, got, want)
					}
				}
			}
		})
	}
}

// TestBannerAddress shows that the address to copy is never that of an archive document, which does not change.
func TestBannerAddress(t *testing.T) {
	for _, c := range []struct {
		name        string
		feed        *feed.Feed
		copy, leads string
	}{
		{"subscription", rich(), "https://example.org/", "https://example.org/"},
		{"archive", archive(), "https://example.org/", "https://example.org/archive/7/"},
		{"complete", complete(), "https://complete.example/feeds/", "https://complete.example/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, format := range feed.Formats()[:2] {
				got := banner(t, document(t, format, c.feed))
				for _, want := range []string{"<code>" + c.copy + format.FileName + "</code>", "\n<p><a href=\"" + c.leads + "\">"} {
					if !strings.Contains(got, want) {
						t.Errorf("%s: got %s, want %q in it", format.Name, got, want)
					}
				}
			}
		})
	}
}

// TestBannerIsSmall holds what the banner adds to a feed of ordinary articles below a twentieth.
func TestBannerIsSmall(t *testing.T) {
	f := ordinary(50)
	for _, format := range feed.Formats() {
		f.StyleSheet = ""
		plain := document(t, format, f)
		f.StyleSheet = "feed.css"
		with := document(t, format, f)
		if format.Name == "json" {
			if !bytes.Equal(plain, with) {
				t.Error("the style sheet shows in JSON Feed")
			}
			continue
		}
		if bytes.Contains(plain, []byte("xhtml")) || bytes.Contains(plain, []byte("xml-stylesheet")) {
			t.Errorf("%s: a banner without a style sheet", format.Name)
		}
		added := fmt.Sprintf("%.1f %%", 100*float64(len(with)-len(plain))/float64(len(plain)))
		t.Logf("%s: %s", format.Name, added)
		if 20*(len(with)-len(plain)) > len(plain) {
			t.Errorf("%s: the banner adds %s", format.Name, added)
		}
		if got := html.UnescapeString(banner(t, with)); strings.Count(got, f.Items[0].Title+"</a>") != 50 {
			t.Errorf("%s: not all items are in the banner", format.Name)
		}
	}
}

// TestBannerItemDirection shows that only an item in a language of the other direction says so.
func TestBannerItemDirection(t *testing.T) {
	for _, c := range []struct{ feed, item, want string }{
		{"en", "ar", `<li dir="rtl"><a href="https://example.org/articles/erbsen/" lang="ar">`},
		{"", "he", `<li dir="rtl"><a href="https://example.org/articles/erbsen/" lang="he">`},
		{"fa", "de", `<li dir="ltr"><a href="https://example.org/articles/erbsen/" lang="de">`},
		{"fa", "ar", `<li><a href="https://example.org/articles/erbsen/" lang="ar">`},
		{"en", "en", `<li><a href="https://example.org/articles/erbsen/">`},
		{"ar", "", `<li><a href="https://example.org/articles/erbsen/">`},
	} {
		t.Run(c.feed+" "+c.item, func(t *testing.T) {
			f := rich()
			f.Language, f.Items[1].Language = c.feed, c.item
			if got := banner(t, document(t, feed.Formats()[0], f)); !strings.Contains(got, "\n"+c.want) {
				t.Errorf("got %s, want %s in it", got, c.want)
			}
		})
	}
}
