package article

import (
	"encoding/json"
	"strings"
)

// linkedData takes what JSON-LD says of an article, under names that begin with "ld:". Broken JSON-LD says nothing:
// the page itself is not broken by it.
func (m *metadata) linkedData(script string) {
	var data any
	if json.Unmarshal([]byte(script), &data) != nil {
		return
	}
	for _, thing := range articlesIn(data, 0) {
		if s := ldText(thing["headline"]); s != "" {
			m.add("headline", s, "JSON-LD headline")
		}
		for _, key := range [...]string{"datePublished", "dateCreated", "dateModified", "description", "inLanguage", "image", "author", "keywords"} {
			if len(m.values["ld:"+strings.ToLower(key)]) > 0 {
				continue // the first article on a page is the page's own
			}
			for _, s := range ldTexts(thing[key]) {
				m.add("ld:"+strings.ToLower(key), s, "JSON-LD "+key)
			}
		}
	}
}

// articlesIn finds the things in JSON-LD that are articles, also in a list and in a @graph.
func articlesIn(data any, depth int) []map[string]any {
	if depth > 5 {
		return nil
	}
	switch data := data.(type) {
	case []any:
		var things []map[string]any
		for _, item := range data {
			things = append(things, articlesIn(item, depth+1)...)
		}
		return things
	case map[string]any:
		for _, name := range ldTexts(data["@type"]) {
			if strings.HasSuffix(name, "Article") || name == "BlogPosting" || name == "Report" {
				return []map[string]any{data}
			}
		}
		things := articlesIn(data["@graph"], depth+1)
		return append(things, articlesIn(data["mainEntity"], depth+1)...)
	}
	return nil
}

// ldTexts gives each value as text: a thing by its name, a picture by its address.
func ldTexts(v any) []string {
	if list, ok := v.([]any); ok {
		var texts []string
		for _, item := range list {
			if s := ldText(item); s != "" {
				texts = append(texts, s)
			}
		}
		return texts
	}
	if s := ldText(v); s != "" {
		return []string{s}
	}
	return nil
}

func ldText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		keys := []string{"name", "url", "contentUrl", "@value"}
		if v["@type"] == "ImageObject" {
			keys = []string{"url", "contentUrl"}
		}
		for _, key := range keys {
			if s, ok := v[key].(string); ok && s != "" {
				return s
			}
		}
	}
	return ""
}
