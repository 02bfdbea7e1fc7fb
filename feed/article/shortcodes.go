package article

import (
	"net/url"
	"path"
	"strings"
	"sync"
)

// A rule says what a shortcode, a tag of Liquid or Nunjucks or a tag plugin becomes.
type rule struct {
	names  string // separated by spaces, in small letters
	source string // who has it, and where it is described
	holds  holds
	show   func(c *call) (text string, ok bool) // nil, and what is not ok: it is left out, and listed as such
	quiet  bool                                 // nothing is lost without it
}

// rules are all that we know by name. Of the others the tags are left out, and what stands between them stays.
func rules() []rule {
	return []rule{
		{names: "youtube", source: "Hugo, gohugo.io/shortcodes/youtube; Hexo, hexo.io/docs/tag-plugins; Zola, getzola.org/documentation/content/shortcodes",
			show: watch("https://www.youtube.com/watch?v=")},
		{names: "youtubelite", source: "Blowfish, blowfish.page/docs/shortcodes", show: watch("https://www.youtube.com/watch?v=")},
		{names: "bilibili", source: "Chirpy, chirpy.cotes.page/posts/write-a-new-post/#video", show: watch("https://www.bilibili.com/video/")},
		{names: "twitch", source: "Chirpy", show: watch("https://www.twitch.tv/videos/")},
		{names: "vimeo vimeo_simple", source: "Hugo, gohugo.io/shortcodes/vimeo; Hexo; Zola", show: watch("https://vimeo.com/")},
		{names: "streamable", source: "Zola, components/site/src of its repository", show: watch("https://streamable.com/")},
		{names: "video audio", source: "Minimal Mistakes for Jekyll, docs/helpers; Chirpy; al-folio; many themes of Hugo", show: media},
		{names: "embed", source: "DEV, dev.to/p/editor_guide", show: func(c *call) (string, bool) { return c.watchAt(c.args.at(0), "") }},
		{names: "gist", source: "Hugo, gohugo.io/shortcodes/gist; Jekyll, github.com/jekyll/jekyll-gist; Zola", show: gist},
		{names: "x tweet twitter twitter_simple", source: "Hugo, gohugo.io/shortcodes/x; Jekyll, github.com/rob-murray/jekyll-twitter-plugin", show: tweet},
		{names: "instagram instagram_simple", source: "Hugo, gohugo.io/shortcodes/instagram", show: instagram},
		{names: "iframe", source: "Hexo", show: func(c *call) (string, bool) { return c.watchAt(c.args.first("src"), "") }},

		{names: "figure", source: "Hugo, gohugo.io/shortcodes/figure; Minimal Mistakes and al-folio for Jekyll", show: figure},
		{names: "image", source: "Eleventy, 11ty.dev/docs/plugins/image", show: figure},
		{names: "img", source: "Hexo, hexo.io/docs/tag-plugins#Image", show: hexoImage},
		{names: "asset_img", source: "Hexo, hexo.io/docs/asset-folders", show: assetImage},
		{names: "asset_link", source: "Hexo", show: func(c *call) (string, bool) { return c.refer(c.asset(c.args.at(0)), c.args.at(1)) }},
		{names: "asset_path", source: "Hexo", show: func(c *call) (string, bool) { return c.refer(c.asset(c.args.at(0)), c.args.at(0)) }},

		{names: "ref relref", source: "Hugo, gohugo.io/shortcodes/ref", show: func(c *call) (string, bool) { return c.refer(c.named(c.args.first("path")), "") }},
		{names: "post_url", source: "Jekyll, jekyllrb.com/docs/liquid/tags/#linking-to-posts", show: func(c *call) (string, bool) { return c.refer(c.named(c.args.raw), "") }},
		{names: "link", source: "Jekyll, jekyllrb.com/docs/liquid/tags/#link", show: jekyllLink},
		{names: "post_link", source: "Hexo", show: func(c *call) (string, bool) { return c.refer(c.named(c.args.at(0)), c.args.at(1)) }},
		{names: "post_path", source: "Hexo", show: func(c *call) (string, bool) { return c.refer(c.named(c.args.at(0)), "") }},

		{names: "highlight", source: "Hugo, gohugo.io/shortcodes/highlight; Jekyll, jekyllrb.com/docs/liquid/tags/#code-snippet-highlighting", holds: code,
			show: func(c *call) (string, bool) { return c.codeBlock(c.args.first("lang")) }},
		{names: "codeblock code", source: "Hexo, hexo.io/docs/tag-plugins#Code-Block", holds: code, show: hexoCode},
		{names: "mermaid", source: "themes of Hugo and Zola", holds: code, show: func(c *call) (string, bool) { return c.codeBlock("mermaid") }},
		{names: "quote blockquote pullquote", source: "Zola, getzola.org/documentation/content/shortcodes; Hexo, hexo.io/docs/tag-plugins#Block-Quote", holds: words, show: quote},
		{names: "details", source: "Hugo, gohugo.io/shortcodes/details", holds: words, show: func(c *call) (string, bool) { return c.quoted(c.args.first("summary", "title"), "") }},
		{names: "collapse", source: "PaperMod", holds: words, show: func(c *call) (string, bool) { return c.quoted(c.args.first("summary"), "") }},
		{names: "alert", source: "Congo, jpanther.github.io/congo/docs/shortcodes; Blowfish", holds: words, show: func(c *call) (string, bool) { return c.quoted("", "") }},
		{names: "admonition notice callout", source: "LoveIt, hugoloveit.com/theme-documentation-extended-shortcodes; Learn; Hextra", holds: words,
			show: func(c *call) (string, bool) { return c.box(c.args.first("type"), c.args.at(1)) }},
		{names: "note", source: "NexT for Hexo, theme-next.js.org/docs/tag-plugins/note; Butterfly", holds: words,
			show: func(c *call) (string, bool) { return c.box(c.args.at(0), "") }},
		{names: "lead badge", source: "Congo; Blowfish", holds: words, show: func(c *call) (string, bool) { return c.inner, true }},
		{names: "button", source: "Congo; Blowfish", holds: words, show: button},
		{names: "icon katex", source: "Congo; Blowfish", quiet: true},
		{names: "rawhtml", source: "themes of Hugo", holds: words, show: func(c *call) (string, bool) { return c.inner, true }},

		{names: "comment", source: "Liquid, shopify.github.io/liquid/tags/template; Hugo, gohugo.io/shortcodes/comment", holds: program, quiet: true},
		{names: "for tablerow if unless case ifchanged capture macro call asyncEach asyncAll", source: "Liquid, shopify.github.io/liquid/tags/iteration; Nunjucks, mozilla.github.io/nunjucks/templating.html", holds: program},
		{names: "chart", source: "Congo; Blowfish", holds: program},
		{names: "style css javascript js stylesheet schema", source: "Eleventy, 11ty.dev/docs/plugins/bundle", holds: program, quiet: true},
		{names: "toc", source: "themes of Hugo and Zola", quiet: true},
	}
}

var rulesByName = sync.OnceValue(func() map[string]rule {
	named := map[string]rule{}
	for _, r := range rules() {
		for name := range strings.FieldsSeq(r.names) {
			named[strings.ToLower(name)] = r
		}
	}
	return named
})

func ruleOf(name string) (rule, bool) {
	r, ok := rulesByName()[name]
	return r, ok
}

// watch leads to the page of something that is played there.
func watch(site string) func(c *call) (string, bool) {
	return func(c *call) (string, bool) {
		id := c.args.first("id")
		if id == "" || strings.ContainsAny(id, "/{}<> ") {
			return "", false
		}
		return c.watchAt(site+id, c.args.of("title", "label"))
	}
}

// watchAt is a link that says where it leads.
func (c *call) watchAt(address, title string) (string, bool) {
	if address == "" || strings.Contains(address, "{{") {
		return "", false
	}
	if title == "" {
		title = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(withoutSite(address), "https://"), "www."), "/")
	}
	return c.link(c.text(title), address), true
}

func media(c *call) (string, bool) {
	id := c.args.of("id")
	switch strings.ToLower(c.args.of("provider")) {
	case "youtube":
		return c.watchAt("https://www.youtube.com/watch?v="+id, "")
	case "vimeo":
		return c.watchAt("https://vimeo.com/"+id, "")
	case "":
		return c.watchAt(c.atRoot(c.args.first("src", "url", "path")), c.args.of("title", "caption"))
	}
	return "", false
}

func gist(c *call) (string, bool) {
	if address := c.args.of("url"); address != "" {
		return c.watchAt(address, "")
	}
	if len(c.args.list) == 0 {
		return "", false
	}
	id := c.args.list[0]
	if len(c.args.list) > 1 && !strings.Contains(id, "/") && !strings.Contains(c.args.list[1], ".") {
		id += "/" + c.args.list[1]
	}
	return c.watchAt("https://gist.github.com/"+id, "")
}

func tweet(c *call) (string, bool) {
	user, id := c.args.of("user"), c.args.first("id")
	switch {
	case id == "":
		return "", false
	case strings.HasPrefix(id, "http"):
		return c.watchAt(id, "")
	case user == "":
		user = "i"
	}
	return c.watchAt("https://x.com/"+user+"/status/"+id, "")
}

func instagram(c *call) (string, bool) {
	id := c.args.first("id")
	return c.watchAt("https://www.instagram.com/p/"+id+"/", "")
}

// figure shows a picture with what is said about it.
func figure(c *call) (string, bool) {
	src := c.atRoot(c.args.first("src", "image_path", "url", "path"))
	if src == "" || strings.Contains(src, "{") {
		return "", false
	}
	alt, caption := c.args.of("alt"), c.args.of("caption")
	if alt == "" {
		alt = c.args.at(1)
	}
	if title := c.args.of("title"); title != "" {
		caption = strings.TrimSpace(title + " " + caption)
	}
	if by := c.args.of("attr"); by != "" {
		if address := c.args.of("attrlink"); address != "" {
			by = c.link(by, address)
		}
		caption = strings.TrimSpace(caption + " " + by)
	}
	picture := c.image(src, alt)
	if address := c.args.of("link", "href"); address != "" {
		picture = c.link(picture, address)
	}
	caption = collapse(caption)
	switch {
	case caption == "":
		return picture, true
	case c.html:
		return "<figure>" + picture + "<figcaption>" + caption + "</figcaption></figure>", true
	case c.apart && !strings.ContainsAny(caption, "[*_`\\"):
		inHTML := *c
		inHTML.template = &template{templates: &templates{document: c.document, html: true}}
		return figure(&inHTML)
	}
	return picture + " " + caption, true
}

// hexoImage has the form: classes, path, width, height, "title" or "alt".
func hexoImage(c *call) (string, bool) {
	for i, argument := range c.args.list {
		if strings.ContainsAny(argument, "/.") {
			return c.image(argument, c.words(i+1)), true
		}
	}
	return "", false
}

func assetImage(c *call) (string, bool) {
	for i, argument := range c.args.list {
		if strings.Contains(argument, ".") {
			return c.image(c.asset(argument), c.words(i+1)), true
		}
	}
	return "", false
}

// words are the last of the arguments that are no numbers.
func (c *call) words(from int) string {
	for i := len(c.args.list) - 1; i >= from; i-- {
		if s := c.args.list[i]; digits(s) < len(s) {
			return strings.Trim(s, `"' `)
		}
	}
	return ""
}

// asset is the address of a file in the folder that bears the name of a post.
func (c *call) asset(name string) string {
	base := path.Base(c.path)
	stem := strings.TrimSuffix(base, path.Ext(base))
	if stem == "index" || name == "" {
		return name
	}
	return stem + "/" + name
}

func hexoCode(c *call) (string, bool) {
	for _, argument := range c.args.list {
		if language, ok := strings.CutPrefix(argument, "lang:"); ok {
			return c.codeBlock(language)
		}
	}
	return c.codeBlock(c.args.of("lang"))
}

func quote(c *call) (string, bool) {
	from := c.args.of("author", "from", "source", "cite")
	if from == "" && len(c.args.pairs) == 0 {
		var said []string
		for _, word := range c.args.list {
			if !strings.Contains(word, "://") {
				said = append(said, word)
			}
		}
		from = strings.Join(said, " ")
	}
	return c.quoted("", c.text(from))
}

// box shows a box under its title, or under what kind of box it is where that says something.
func (c *call) box(kind, title string) (string, bool) {
	if given := c.args.of("title"); given != "" {
		title = given
	}
	if title == "" {
		switch kind = strings.ToLower(kind); kind {
		case "note", "info", "tip", "hint", "success", "question", "important", "warning", "caution", "danger", "failure", "error", "bug", "example", "abstract":
			title = boxName(kind)
		}
	}
	return c.quoted(c.text(title), "")
}

// button is a link with what it holds as its text.
func button(c *call) (string, bool) {
	address, text := c.args.of("href", "url"), strings.TrimSpace(c.inner)
	if address == "" || text == "" || strings.Contains(text, "\n") {
		return "", false
	}
	if !c.own {
		return c.link(text, address), true
	}
	return "\n" + c.link(text, address) + "\n", true
}

// named is the address of an article of which a generator knows no more than a name or path.
func (c *call) named(name string) string {
	name = strings.Trim(strings.TrimSpace(name), `"'`)
	if schemeOf(name) != "" || strings.HasPrefix(name, "#") || name == "" {
		return name
	}
	name, fragment, found := strings.Cut(name, "#")
	if found {
		fragment = "#" + fragment
	}
	return articleScheme + ":" + url.PathEscape(name) + fragment
}

// jekyllLink leads to a file of the site by its path from the root.
func jekyllLink(c *call) (string, bool) {
	name, _, _ := strings.Cut(c.args.raw, "#")
	if c.settings.IsArticle(strings.TrimSpace(name)) {
		return c.refer(c.named(c.args.raw), "")
	}
	return c.refer(fromSite(c.args.raw), "")
}

// refer gives an address within an address, and a link elsewhere.
func (c *call) refer(address, text string) (string, bool) {
	switch {
	case address == "" || strings.ContainsAny(address, "{}"):
		return "", false
	case c.inURL() && c.html:
		return escapeAttr(address), true
	case c.inURL():
		return strings.ReplaceAll(address, " ", "%20"), true
	case text == "":
		name, _, _ := strings.Cut(strings.TrimPrefix(withoutSite(address), articleScheme+":"), "#")
		if unescaped, err := url.PathUnescape(name); err == nil {
			name = unescaped
		}
		if text = path.Base(strings.TrimSuffix(name, "/")); c.settings.IsArticle(text) {
			text = strings.TrimSuffix(text, path.Ext(text))
		}
	}
	return c.link(c.text(text), address), true
}
