package feedtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

func checkJSON(document []byte, add report) {
	if bytes.HasPrefix(document, []byte("\ufeff")) || !utf8.Valid(document) {
		add("J13", "a byte order mark, or not UTF-8")
		return
	}
	var feed map[string]any
	if err := json.Unmarshal(document, &feed); err != nil {
		add("J13", "%v", err)
		return
	}
	if err := duplicateKey(json.NewDecoder(bytes.NewReader(document))); err != nil {
		add("J13", "%v", err)
	}
	// Without escaped backslashes, so that a text about escapes is not taken for one.
	escapes := bytes.ReplaceAll(document, []byte(`\\`), nil)
	if loneSurrogate(escapes) {
		add("J13", "a lone surrogate")
	}
	if regexp.MustCompile(`\\u00[01][0-9a-f]|\\r`).Match(escapes) {
		add("X3", "an escaped control character")
	}
	if regexp.MustCompile(`\\u00(3c|3e|26)`).Match(escapes) {
		add("J12", "escapes that make the document longer for nothing")
	}
	if !regexp.MustCompile(`^\{\s*"version"`).Match(document) || feed["version"] != "https://jsonfeed.org/version/1.1" {
		add("J1", "version %v, or not first", feed["version"])
	}
	items, ok := feed["items"].([]any)
	if title, _ := feed["title"].(string); !ok || blank(title) {
		add("J1", "no title, or no list of items")
	}
	for _, key := range []string{"home_page_url", "feed_url"} {
		if u, _ := feed[key].(string); !webURL(u) {
			add("J2", "%s %q", key, u)
		}
	}
	if feed["next_url"] == feed["feed_url"] {
		add("J9", "next_url is feed_url")
	}
	checkValues("feed", feed, add)
	checkHubs(feed, add)
	ids := map[string]bool{}
	for _, v := range items {
		item, _ := v.(map[string]any)
		id := fmt.Sprint(item["id"])
		if ids[id] {
			add("J3", "two items with id %v", item["id"])
		}
		ids[id] = true
		checkJSONItem(item, add)
	}
}

func checkJSONItem(item map[string]any, add report) {
	if id, _ := item["id"].(string); blank(id) {
		add("J3", "id %v", item["id"])
	}
	html, hasHTML := item["content_html"].(string)
	if _, hasText := item["content_text"].(string); !hasHTML && !hasText {
		add("J4", "item %v has no content", item["id"])
	}
	if u := relativeURL(html); u != "" {
		add("R7", "%q in the content", u)
	}
	if u, ok := item["url"].(string); ok && !webURL(u) {
		add("J5", "url %q", u)
	}
	for _, key := range []string{"date_published", "date_modified"} {
		if v, there := item[key]; there {
			s, _ := v.(string)
			if _, ok := atomTime(s); !ok {
				add("J6", "%s %v", key, v)
			}
		}
	}
	attachments, _ := item["attachments"].([]any)
	for _, v := range attachments {
		a, _ := v.(map[string]any)
		u, _ := a["url"].(string)
		mime, _ := a["mime_type"].(string)
		size, there := a["size_in_bytes"]
		if _, number := size.(float64); !webURL(u) || !mediaPattern().MatchString(mime) || there && !number || a["size"] != nil {
			add("J8", "attachment %v", a)
		}
	}
}

// checkValues looks at each key and value, by itself.
func checkValues(at string, value any, add report) {
	switch v := value.(type) {
	case nil:
		add("J8", "%s is null", at)
	case string:
		if v == "" {
			add("J8", "%s is empty", at)
		}
		if r, bad := badRune(v); bad {
			add("X3", "%s holds %U", at, r)
		}
		key := at[strings.LastIndexByte(at, '.')+1:]
		switch key {
		case "title", "name", "summary":
			if unpaired(v) {
				add("X9", "unpaired direction marks in %s", at)
			}
		case "language":
			if !languagePattern().MatchString(v) {
				add("X8", "language %q", v)
			}
		case "icon", "favicon", "image", "next_url", "logo":
			if !webURL(v) {
				add("R7", "%s %q", at, v)
			}
		}
	case []any:
		if len(v) == 0 && !strings.HasSuffix(at, ".items") {
			add("J8", "%s is an empty list", at)
		}
		for _, e := range v {
			checkValues(at, e, add)
		}
	case map[string]any:
		for key, e := range v {
			if key == "author" {
				add("J7", "%s has author", at)
			}
			if !regexp.MustCompile(`^(_[A-Za-z][^.]*|[^_.][^.]*)$`).MatchString(key) {
				add("J11", "key %q", key)
			}
			checkValues(at+"."+key, e, add)
		}
	}
}

func checkHubs(feed map[string]any, add report) {
	hubs, _ := feed["hubs"].([]any)
	for _, v := range hubs {
		hub, _ := v.(map[string]any)
		if u, _ := hub["url"].(string); hub["type"] == nil || !webURL(u) {
			add("J10", "hub %v", hub)
		}
	}
}

// duplicateKey returns an error that names the first key that an object has twice.
func duplicateKey(d *json.Decoder) error {
	token, err := d.Token()
	if err == io.EOF {
		return nil
	}
	delim, _ := token.(json.Delim)
	if err != nil || delim == 0 {
		return err
	}
	seen := map[any]bool{}
	for d.More() {
		if delim == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			if seen[key] {
				return fmt.Errorf("the key %q twice", key)
			}
			seen[key] = true
		}
		if err := duplicateKey(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// loneSurrogate tells whether a \u escape is half of a pair.
func loneSurrogate(document []byte) bool {
	pairs := regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
	return regexp.MustCompile(`\\u[dD][89a-fA-F][0-9a-fA-F]{2}`).Match(pairs.ReplaceAll(document, nil))
}
