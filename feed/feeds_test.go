package feed_test

import (
	"strings"
	"time"

	"seedfeed/feed"
)

// samples returns the feeds of the golden files.
func samples() map[string]*feed.Feed {
	return map[string]*feed.Feed{
		"rich":     rich(),
		"minimal":  minimal(),
		"archive":  archive(),
		"complete": complete(),
		"empty":    empty(),
		"nasty":    nasty(),
	}
}

func day(d, hour int) time.Time { return time.Date(2026, 5, d, hour, 30, 15, 0, time.UTC) }

// rich has a value in every field.
func rich() *feed.Feed {
	return &feed.Feed{
		ID:           "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
		Title:        "Seeds & Shoots",
		Description:  "Notes from the garden, where x < y",
		Home:         "https://example.org/",
		Folder:       "https://example.org/",
		StyleSheet:   "feed.css",
		Language:     "en",
		Rights:       "© 2026 The Gardeners",
		Authors:      []feed.Person{{Name: "Ada Green", Email: "ada@example.org", URL: "https://example.org/ada"}, {Name: "Bo O'Leaf"}},
		Icon:         "https://example.org/icon.png",
		Logo:         "https://example.org/logo.png",
		Generator:    "seedfeed 1.2.3",
		GeneratorURL: "https://example.org/seedfeed",
		Prev:         "https://example.org/archive/7/",
		Hub:          "https://hub.example.org/?a=1&b=2",
		Items: []feed.Item{
			{
				ID:        "urn:uuid:00000000-0000-5000-8000-000000000003",
				URL:       "https://example.org/articles/peas/?a=1&b=2",
				Title:     "Peas & <beans>: a \"comparison\"",
				Summary:   "Is 3 < 5 & 5 > 3? It's so.",
				Content:   "<p>Is 3 &lt; 5 &amp; 5 &gt; 3?</p>\n<pre><code>if (a &lt; b) { c(\"d\"); }</code></pre>\n<p><a href=\"https://example.org/articles/peas/#top\">up</a></p>",
				Published: day(3, 8),
				Updated:   day(4, 9),
				Authors:   []feed.Person{{Name: "Ada Green", Email: "ada@example.org", URL: "https://example.org/ada"}},
				Tags:      []string{"peas", "salt & pepper"},
				Rights:    "CC BY 4.0",
				Image: &feed.Image{URL: "https://example.org/articles/peas/peas.jpg", Type: "image/jpeg", Width: 1200, Height: 800,
					Length: 45678, Alt: "Peas in a pod"},
				Enclosures: []feed.Enclosure{
					{URL: "https://example.org/articles/peas/talk.mp3", Type: "audio/mpeg", Length: 4500000000},
					{URL: "https://example.org/articles/peas/film.mp4", Type: "video/mp4", Length: 123456},
					{URL: "https://example.org/articles/peas/data.csv", Type: "text/csv"},
				},
			},
			{
				ID:        "https://example.org/articles/erbsen/",
				URL:       "https://example.org/articles/erbsen/",
				Title:     "Erbsen im Frühling",
				Summary:   "Über Erbsen.",
				Content:   "<p>Über Erbsen.</p>",
				Published: time.Date(2026, 5, 2, 23, 30, 0, 999, time.FixedZone("", 2*3600)),
				Authors:   []feed.Person{{Name: "Cem Grün"}, {Name: "Ada Green", Email: "ada@example.org"}},
				Language:  "de-AT",
			},
			{
				ID:        "tag:example.org,2026:short",
				URL:       "https://example.org/articles/short/",
				Title:     "Only a summary",
				Summary:   "The whole of it is on the page.",
				Published: day(1, 7),
				Updated:   day(1, 7),
				Authors:   []feed.Person{{Name: "Bo O'Leaf"}},
			},
		},
	}
}

// minimal has only what it must have.
func minimal() *feed.Feed {
	return &feed.Feed{
		ID:     "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c9",
		Home:   "http://localhost:8080/",
		Folder: "http://localhost:8080/",
		Items:  []feed.Item{{ID: "urn:uuid:00000000-0000-5000-8000-000000000001"}},
	}
}

func archive() *feed.Feed {
	f := rich()
	f.ID = "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430ca"
	f.Home, f.Folder = "https://example.org/archive/7/", "https://example.org/archive/7/"
	f.Prev, f.Next, f.Current = "https://example.org/archive/6/", "https://example.org/archive/8/", "https://example.org/"
	f.Archive = true
	f.StyleSheet, f.Page, f.Language = "../../feed.css", f.Folder, "de-CH"
	f.Items = f.Items[1:]
	return f
}

func complete() *feed.Feed {
	f := rich()
	f.Home, f.Folder = "https://complete.example/", "https://complete.example/feeds/"
	f.Complete = true
	f.StyleSheet, f.Language = "https://complete.example/feed.css", "ar"
	f.Formats = feed.Formats()[1:2]
	f.Items = f.Items[2:]
	return f
}

func empty() *feed.Feed {
	f := minimal()
	f.Home, f.Folder = "https://empty.example/", "https://empty.example/"
	f.Title, f.Description = "Nothing yet", "To come"
	f.StyleSheet, f.Language = "feed.css", "tlh"
	f.Items = nil
	return f
}

// nasty has text, URLs and other values that must not reach a document as they are.
func nasty() *feed.Feed {
	f := minimal()
	f.Home, f.Folder = "https://nasty.example/\"", "HTTPS://nasty.example/ä/"
	f.Title = " Nul\x00, bell\a,\r\n two  lines\x7f\u0080, ]]> and <b>&amp;</b> "
	f.Description = "\xff\xfe invalid, \ufffe\U0001fffe\ufdd0 no characters"
	f.Language = "en_US"
	f.StyleSheet, f.Page = "a\"?>&<b", "javascript:alert(1)"
	f.Icon = "icon.png"
	f.Logo = "https://example.org/logo.svg"
	f.Rights = "<script>alert(1)</script>"
	f.Generator = "\x1b[31m"
	f.Authors = []feed.Person{{Name: "\t\n"}, {Email: "not an address"}, {Name: "Ann & \"Bob\" <ann@example.org>", Email: "ann@example.org>", URL: "javascript:alert(1)"}}
	f.Prev, f.Next, f.Current = f.Folder, "https://example.org/archive/2/", "https://example.org/"
	f.Items = []feed.Item{
		{
			ID:        "urn:uuid:00000000-0000-5000-8000-00000000000a",
			URL:       "https://bücher.example/a b/ü?q=\"x\"&y=[1]#a#b%zz",
			Title:     "שלום \u202Eabc \u2067def]]>",
			Summary:   "&lt;b&gt; is how <b> is written & that is that 👩‍👩‍👧\u2028\u200f",
			Content:   "<p>]]> \x00\x0b &#1; <![CDATA[x]]> 👍🏽 " + strings.Repeat("]", 5) + "></p>\r\n<p dir=\"rtl\">مرحبا</p>\u2029\u009f\ufeff",
			Published: time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("", -3600)),
			Updated:   time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
			Authors:   []feed.Person{{Name: "O'Brien \u202A(x)\u2069", Email: "o@b@c"}},
			Tags:      []string{"", "  ", "a\nb", "a b", "<&>", "\x01"},
			Language:  "x",
			Image:     &feed.Image{URL: "data:image/png;base64,AAAA"},
			Enclosures: []feed.Enclosure{
				{URL: "relative.mp3", Type: "audio/mpeg"},
				{URL: "https://example.org/a\"b<c>.mp3", Type: "nonsense", Length: -5},
			},
		},
		{
			ID:        "urn:x-other:b",
			URL:       "ftp://example.org/",
			Title:     "\x00",
			Content:   "<p>No title</p>",
			Published: time.Date(1, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600)),
			Updated:   time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC),
			Image:     &feed.Image{URL: "https://example.org/p.png", Type: "png", Width: -1},
		},
	}
	return f
}
