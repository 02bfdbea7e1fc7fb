package article

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A field is one kind of metadata.
type field struct {
	name string // in Article.Origins
	keys string // that front matter may use, the most telling first; small letters without - and _
	set  setter
	// all says that the values of all keys are taken together. Otherwise the first key with a value counts.
	all bool
	// fatal says that a bad value stops the article, because publishing it without would do harm.
	fatal bool
}

// A setter takes v, found under key, into d.art. It reports false where v is no value of this field,
// though perhaps of another one: `published: false` is no date.
type setter func(d *document, key string, v value) (taken bool, fault *Error)

// fields are all metadata. To read one more key, add it here.
var fields = [...]field{
	{name: "id", keys: "id guid uuid", set: word(func(a *Article) *string { return &a.ID })},
	{name: "slug", keys: "slug", set: word(func(a *Article) *string { return &a.Slug })},
	{name: "permalink", keys: "permalink url canonicalurl canonical path", set: setPermalink},
	{name: "aliases", keys: "aliases alias redirectfrom", set: setAliases, all: true},
	{name: "title", keys: "title linktitle", set: setTitle},
	{name: "summary", keys: "summary description excerpt abstract", set: text(func(a *Article) *string { return &a.Summary })},
	{name: "published", keys: "date publishdate pubdate published datepublished publishedat publishedon createdat created datecreated", set: date(func(a *Article) *time.Time { return &a.Published }), fatal: true},
	{name: "updated", keys: "updated lastmod modified lastmodified lastmodifiedat lastupdated lastupdate updateddate updatedat datemodified", set: date(func(a *Article) *time.Time { return &a.Updated })},
	{name: "expires", keys: "expirydate expires expiredate unpublishdate", set: date(func(a *Article) *time.Time { return &a.Expires }), fatal: true},
	{name: "draft", keys: "draft published status", set: setDraft, all: true},
	{name: "unlisted", keys: "unlisted hidden headless feed", set: setUnlisted, all: true},
	{name: "authors", keys: "authors author creator by", set: setAuthors},
	{name: "tags", keys: "tags tag keywords categories category topics topic", set: setTags, all: true},
	{name: "language", keys: "lang language locale", set: setLanguage},
	{name: "rights", keys: "rights copyright license", set: text(func(a *Article) *string { return &a.Rights })},
	{name: "image", keys: "image featuredimage featureimage coverimage cover heroimage hero banner thumbnail images", set: setImage},
	{name: "enclosures", keys: "enclosures enclosure attachments attachment audio podcast video", set: setEnclosures, all: true},
}

// nested are tables whose keys count as if they stood outside, after all that do.
var nested = [...]string{"extra", "params", "taxonomies"}

// Fields are the names of all fields, as in Article.Origins, in the order in which people like to read them.
func Fields() []string {
	names := make([]string, 0, len(fields))
	for i := range fields {
		names = append(names, fields[i].name)
	}
	return names
}

// A use is a key's meaning. A key may have several, in order of the fields.
type use struct{ field, rank int }

var uses = sync.OnceValue(func() map[string][]use {
	m := make(map[string][]use)
	for f := range fields {
		for rank, key := range strings.Fields(fields[f].keys) {
			m[key] = append(m[key], use{f, rank})
		}
	}
	return m
})

// normalKey is key as it stands in the table of fields.
func normalKey(key string) string {
	for i := 0; i < len(key); i++ {
		if c := key[i]; c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == ' ' {
			return strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(key))
		}
	}
	return key
}

func isField(key string) bool { return len(uses()[normalKey(key)]) > 0 }

// A candidate is an entry that may give a field its value.
type candidate struct {
	use
	entry
}

// apply sets the fields that entries give. kind says for Origins what the entries are.
func (d *document) apply(entries []entry, kind string) *Error {
	candidates := make([]candidate, 0, 24)
	for _, c := range find(candidates, entries) {
		f := &fields[c.field]
		if d.art.Origins[f.name] != "" && !f.all || c.value.empty() {
			continue
		}
		taken, fault := f.set(d, normalKey(c.key), c.value)
		if fault != nil {
			fault.Line = c.value.line
			if text := c.value.text; text != "" {
				fault.Err = fmt.Errorf("%s %q: %w", c.key, shorten(text), fault.Err)
			} else {
				fault.Err = fmt.Errorf("%s: %w", c.key, fault.Err)
			}
			if f.fatal && !d.dated(f) {
				return fault
			}
			d.warn(fault.Line, fault.Err, fault.Fix)
		}
		if taken && d.art.Origins[f.name] == "" {
			d.origin(f.name, kind+" "+strconv.Quote(c.key)+", line "+strconv.Itoa(c.value.line))
		}
	}
	return nil
}

// dated reports whether f is the published date and the file's path gives one in its place.
func (d *document) dated(f *field) bool {
	if f.name != "published" {
		return false
	}
	t, _ := pathDate(d.path, d.location())
	return !t.IsZero()
}

// find appends the candidates in the order of the fields, the most telling first.
func find(candidates []candidate, entries []entry) []candidate {
	const inside = 100 // more than any field has keys
	add := func(e entry, rank int) {
		for _, u := range uses()[normalKey(e.key)] {
			candidates = append(candidates, candidate{use{u.field, u.rank + rank}, e})
		}
	}
	for _, e := range entries {
		add(e, 0)
		if e.value.kind == table && slices.Contains(nested[:], normalKey(e.key)) {
			for _, e := range e.value.table {
				add(e, inside)
			}
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int {
		if a.field != b.field {
			return a.field - b.field
		}
		return a.rank - b.rank
	})
	return candidates
}

// set gives a field, named as in the table, a value from plain text if it has none. A field of many
// values takes more from the same origin.
func (d *document) set(name, text, origin string) error {
	i := slices.IndexFunc(fields[:], func(f field) bool { return f.name == name })
	if i < 0 {
		return fmt.Errorf("no field %q", name)
	}
	f := &fields[i]
	if had := d.art.Origins[name]; had != "" && !(f.all && had == origin) {
		return nil
	}
	v := value{text: text, plain: true}
	if v.empty() {
		return nil
	}
	taken, fault := f.set(d, name, v)
	if fault != nil {
		return fmt.Errorf("%s %q: %w; %s", name, shorten(text), fault.Err, fault.Fix)
	}
	if taken {
		d.origin(name, origin)
	}
	return nil
}

func shorten(s string) string {
	return cutWords(collapse(s), 60)
}
