package article

import (
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// policy is the one list of what may stand in Content, for feeds and pages alike. It works on the output of
// the cleaner, which has made all URLs Marked and which has put something readable in the place of what is not here.
// Nothing is added to links: a feed's reader decides about them.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(
		"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "wbr", "ul", "dl", "dt", "dd", "pre", "blockquote",
		"figure", "figcaption", "details", "summary", "table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr",
		"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
		"span", "strong", "sub", "sup", "u", "var", "ruby", "rt", "rp",
		"picture", "audio", "video", "img", "source", "track",
	)
	p.AllowNoAttrs().OnElements("ol", "li", "col", "th", "td", "figure", "figcaption", "details", "summary", "time", "bdo")

	one := func(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + pattern + `)$`) }
	number := one(`[0-9]{1,5}`)
	flag := one(`[a-z]*`)
	p.AllowAttrs("id").Matching(one(`[^\s]{1,200}`)).Globally()
	p.AllowAttrs("dir").Matching(one(`ltr|rtl|auto`)).Globally()
	p.AllowAttrs("lang").Matching(one(`[A-Za-z0-9-]{1,35}`)).Globally()
	p.AllowAttrs("title").Globally()

	address := allowedAddress()
	p.AllowAttrs("href").Matching(address).OnElements("a")
	p.AllowAttrs("src").Matching(address).OnElements("img", "audio", "video", "source", "track")
	p.AllowAttrs("poster").Matching(address).OnElements("video")
	p.AllowAttrs("cite").Matching(address).OnElements("blockquote", "q", "del", "ins")
	p.AllowAttrs("srcset").Matching(address).OnElements("img", "source")

	p.AllowAttrs("hreflang").Matching(one(`[A-Za-z0-9-]{1,35}`)).OnElements("a")
	p.AllowAttrs("rel").Matching(one(`[a-z0-9 -]+`)).OnElements("a")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(number).OnElements("img", "video", "source")
	p.AllowAttrs("loading").Matching(one(`lazy|eager`)).OnElements("img")
	p.AllowAttrs("sizes", "media").OnElements("img", "source")
	p.AllowAttrs("type").Matching(one(`[a-z]+/[A-Za-z0-9.+-]+(?:; ?codecs=[^<>]*)?`)).OnElements("source")
	p.AllowAttrs("controls", "loop", "muted", "playsinline").Matching(flag).OnElements("audio", "video")
	p.AllowAttrs("preload").Matching(one(`none|metadata|auto`)).OnElements("audio", "video")
	p.AllowAttrs("kind", "label", "srclang").OnElements("track")
	p.AllowAttrs("default").Matching(flag).OnElements("track")
	p.AllowAttrs("class").Matching(one(`language-[\pL\pN_+#.-]{1,40}`)).OnElements("code")
	p.AllowAttrs("colspan", "rowspan", "span").Matching(number).OnElements("td", "th", "col", "colgroup")
	p.AllowAttrs("align").Matching(one(`left|right|center`)).OnElements("td", "th")
	p.AllowAttrs("scope").Matching(one(`row|col|rowgroup|colgroup`)).OnElements("th")
	p.AllowAttrs("start", "value").Matching(one(`-?[0-9]{1,9}`)).OnElements("ol", "li")
	p.AllowAttrs("type").Matching(one(`[1aAiI]`)).OnElements("ol")
	p.AllowAttrs("reversed").Matching(flag).OnElements("ol")
	p.AllowAttrs("open").Matching(flag).OnElements("details")
	p.AllowAttrs("datetime").OnElements("time", "del", "ins")
	return p
})

// allowedAddress matches the beginning of what document.link makes: a mark, or a scheme that it lets through.
func allowedAddress() *regexp.Regexp {
	names := make([]string, 0, len(schemes))
	for scheme := range schemes {
		names = append(names, scheme)
	}
	return regexp.MustCompile(`^(?:[` + openMarks + `]|(?:` + strings.Join(names, "|") + `):)`)
}
