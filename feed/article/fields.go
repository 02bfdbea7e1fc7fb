package article

import (
	"strings"
	"sync"
	"time"
)

// A field is one kind of metadata.
type field struct {
	name string // in Article.Origins
	keys []key  // that front matter may use, the most telling first
	set  setter
	// all says that the values of all keys are taken together. Otherwise the first key with a value counts.
	all bool
	// fatal says that a bad value stops the article, because publishing it without would do harm.
	fatal bool
	// fenced says that a line with one of the keys does not make the lines around it front matter: they are words
	// with which a text may begin as well.
	fenced bool
}

// A key is one key of front matter.
type key struct {
	name string // as its generators spell it; for us neither case nor - and _ make a difference
	from string // the generators that have it, or whose themes and users do
}

// A setter takes v, found under key, into d.art. It reports false where v is no value of this field,
// though perhaps of another one: `published: false` is no date.
type setter func(d *document, key string, v value) (taken bool, fault *Error)

// fields are all metadata. To read one more key, add it here. A field may have several rows.
var fields = [...]field{
	{name: "id", set: word(func(a *Article) *string { return &a.ID }), keys: []key{
		{"id", "Jekyll, Pelican"},
		{"guid", "RSS"},
		{"uuid", "Obsidian, Ghost"},
	}},
	{name: "slug", set: word(func(a *Article) *string { return &a.Slug }), keys: []key{
		{"slug", "Hugo, Zola, Docusaurus, Pelican, Jekyll, Astro"},
	}},
	{name: "permalink", set: setPermalink, keys: []key{
		{"permalink", "Jekyll, Eleventy, Hexo, Obsidian"},
		{"url", "Hugo, Pelican"},
		{"path", "Zola"},
		{"externalUrl", "Congo, Blowfish: where it is in place of a page"},
		{"external_link", "Hugo Blox: likewise"},
		{"canonical_url", "Jekyll, Ghost, AstroPaper, PaperMod"},
		{"canonical", "Hugo and Eleventy themes"},
	}},
	{name: "aliases", set: setAliases, all: true, keys: []key{
		{"aliases", "Hugo, Zola, Obsidian"},
		{"alias", "Hexo, Obsidian"},
		{"redirect_from", "Jekyll"},
	}},
	{name: "title", set: setTitle, keys: []key{
		{"title", "all"},
		{"linkTitle", "Hugo"},
		{"headline", "schema.org, news wires"},
	}},
	{name: "summary", set: text(func(a *Article) *string { return &a.Summary }), keys: []key{
		{"summary", "Hugo, Pelican"},
		{"description", "Hugo, Zola, Jekyll, Astro, Docusaurus, Hexo, Obsidian"},
		{"excerpt", "Jekyll, Hexo, Eleventy"},
		{"custom_excerpt", "Ghost"},
		{"meta_description", "Ghost, Eleventy"},
		{"abstract", "Hugo themes"},
	}},
	{name: "published", set: date(func(a *Article) *time.Time { return &a.Published }), fatal: true, keys: []key{
		{"publishDate", "Hugo: before this moment it shows no page, whatever its date; Astro"},
		{"date", "Hugo, Jekyll, Zola, Eleventy, Docusaurus, Pelican, Hexo"},
		{"pubDate", "Astro, Hugo"},
		{"pubDatetime", "AstroPaper"},
		{"published", "Hugo, Obsidian"},
		{"datePublished", "schema.org, converters from Ghost"},
		{"published_at", "Ghost"},
		{"published_on", "Jekyll themes"},
		{"publish", "Obsidian"},
		{"created_at", "Ghost"},
		{"created", "Obsidian, proposals"},
		{"date created", "Obsidian"},
	}},
	{name: "updated", set: date(func(a *Article) *time.Time { return &a.Updated }), keys: []key{
		{"updated", "Zola, Hexo, Obsidian"},
		{"lastmod", "Hugo"},
		{"modified", "Pelican, Hugo, Obsidian"},
		{"last_modified", "Jekyll themes"},
		{"last_modified_at", "Jekyll"},
		{"lastUpdated", "Astro"},
		{"last_update", "Docusaurus"},
		{"updatedDate", "Astro"},
		{"updateDate", "AstroWind"},
		{"modDatetime", "AstroPaper"},
		{"updated_at", "Ghost"},
		{"date_updated", "converters from Ghost, Obsidian"},
		{"modify_date", "TeXt for Jekyll"},
		{"dateModified", "schema.org, Obsidian"},
	}},
	{name: "updated", set: setUpdatedBeside, fenced: true, keys: []key{
		{"date", "Material for MkDocs: {created: …, updated: …}"},
	}},
	{name: "expires", set: date(func(a *Article) *time.Time { return &a.Expires }), fatal: true, keys: []key{
		{"expiryDate", "Hugo"},
		{"unpublishDate", "Hugo"},
		{"expires", "Pelican"},
		{"expireDate", "Hugo themes"},
	}},
	{name: "draft", set: setDraft, all: true, keys: []key{
		{"draft", "Hugo, Zola, Astro, Docusaurus, Eleventy, Jekyll"},
		{"published", "Jekyll, Hexo"},
		{"publish", "Obsidian"},
		{"status", "Pelican, Ghost"},
	}},
	{name: "unlisted", set: setUnlisted, all: true, keys: []key{
		{"unlisted", "Docusaurus"},
		{"hidden", "Jekyll, Hexo"},
		{"headless", "Hugo"},
		{"feed", "Jekyll, Eleventy"},
		{"status", "Pelican"},
		{"excalidraw-plugin", "Obsidian: the data of a drawing"},
		{"kanban-plugin", "Obsidian: the data of a board"},
	}},
	{name: "unlisted", set: setUnlisted, all: true, fenced: true, keys: []key{
		{"build", "Hugo"},
		{"permalink", "Eleventy"},
		{"eleventyExcludeFromCollections", "Eleventy"},
		{"visibility", "Ghost"},
		{"redirect_to", "Jekyll"},
		{"layout", "PaperMod, Stack: a page that searches or lists"},
		{"hiddenFromFeed", "FixIt"},
		{"hide", "Fluid for Hexo"},
		{"password", "hexo-blog-encrypt, FixIt: what is encrypted on the site"},
	}},
	{name: "authors", set: setAuthors, keys: []key{
		{"authors", "Zola, Docusaurus, Pelican, Hugo"},
		{"author", "Jekyll, Pelican, Hexo, Astro, Hugo"},
		{"creator", "Dublin Core"},
		{"by", "Obsidian"},
		{"byline", "news wires"},
	}},
	{name: "authors", set: setAuthorURL, all: true, fenced: true, keys: []key{
		{"author_url", "Docusaurus"},
		{"authorLink", "LoveIt, FixIt"},
	}},
	{name: "tags", set: setTags, all: true, keys: []key{
		{"tags", "all"},
		{"tag", "Jekyll, Obsidian"},
		{"keywords", "Hugo, Docusaurus, Pelican"},
		{"categories", "Jekyll, Hexo, Hugo, Zola"},
		{"category", "Jekyll, Pelican, Astro"},
		{"topics", "Hugo themes"},
		{"topic", "Hugo themes"},
	}},
	{name: "tags", set: setTags, all: true, fenced: true, keys: []key{
		{"series", "Hugo, Pelican"},
	}},
	{name: "language", set: setLanguage, keys: []key{
		{"lang", "Jekyll, Pelican, Hexo, Eleventy"},
		{"language", "Hexo, Obsidian"},
		{"locale", "Jekyll themes"},
	}},
	{name: "translation", set: word(func(a *Article) *string { return &a.Translation }), fenced: true, keys: []key{
		{"translationKey", "Hugo"},
		{"page_id", "Jekyll"},
	}},
	{name: "rights", set: text(func(a *Article) *string { return &a.Rights }), keys: []key{
		{"rights", "Dublin Core"},
		{"copyright", "Hugo, Hexo"},
		{"license", "Hugo and Hexo themes"},
	}},
	{name: "image", set: setImage, keys: []key{
		{"image", "Jekyll, Docusaurus, Astro, Obsidian"},
		{"featured_image", "Hugo themes"},
		{"feature_image", "Ghost"},
		{"cover_image", "Jekyll and Hugo themes"},
		{"cover", "Hexo, Hugo themes, Obsidian"},
		{"heroImage", "Astro"},
		{"hero", "Eleventy and Hugo themes"},
		{"banner", "Hexo, Obsidian"},
		{"thumbnail", "Hexo, Hugo themes"},
		{"images", "Hugo"},
		{"og_image", "AstroPaper, Ghost, al-folio"},
		{"cover-img", "Beautiful Jekyll, Matery"},
		{"feature-img", "Type on Strap"},
		{"featuredImagePreview", "LoveIt, FixIt"},
		{"index_img", "Fluid for Hexo"},
		{"banner_img", "Fluid for Hexo"},
		{"thumbnail-img", "Beautiful Jekyll"},
		{"share-img", "Beautiful Jekyll"},
	}},
	{name: "image", set: setImage, fenced: true, keys: []key{
		{"header", "Minimal Mistakes"},
		{"resources", "Hugo"},
		{"feature", "Congo"},
		{"img", "al-folio, Matery"},
	}},
	{name: "image", set: setImageAlt, fenced: true, all: true, keys: []key{
		{"feature_image_alt", "Ghost"},
		{"featureAlt", "Congo"},
		{"coverAlt", "Congo"},
		{"thumbnailAlt", "Congo"},
		{"image_alt", "Jekyll and Eleventy themes"},
	}},
	{name: "enclosures", set: setEnclosures, all: true, keys: []key{
		{"enclosures", "RSS"},
		{"enclosure", "RSS, Jekyll"},
		{"attachments", "JSON Feed"},
		{"attachment", "JSON Feed"},
		{"audio", "Hugo, Jekyll"},
		{"podcast", "Hugo themes"},
		{"video", "Jekyll themes"},
		{"videos", "Hugo"},
	}},
}

// nested are tables whose keys count as if they stood outside, after all that do.
var nested = [...]string{
	"extra",      // Zola
	"params",     // Hugo
	"taxonomies", // Zola
}

// Fields are the names of all fields, as in Article.Origins, in the order in which people like to read them.
func Fields() []string {
	names := make([]string, 0, len(fields))
	for i := range fields {
		if i == 0 || fields[i].name != fields[i-1].name {
			names = append(names, fields[i].name)
		}
	}
	return names
}

// A use is a key's meaning. A key may have several, in order of the fields.
type use struct{ field, rank int }

var uses = sync.OnceValue(func() map[string][]use {
	m := make(map[string][]use, 128)
	for f := range fields {
		for rank, k := range fields[f].keys {
			name := normalKey(k.name)
			m[name] = append(m[name], use{f, rank})
		}
	}
	return m
})

// normalKey is key as it is looked up: small letters without - and _.
func normalKey(key string) string {
	for i := 0; i < len(key); i++ {
		if c := key[i]; c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == ' ' {
			return strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(key))
		}
	}
	return key
}

// isField reports whether key shows that the lines around it are front matter.
func isField(key string) bool {
	for _, u := range uses()[normalKey(key)] {
		if !fields[u.field].fenced {
			return true
		}
	}
	return false
}
