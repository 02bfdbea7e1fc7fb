package check

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

func looksLikeHTML(data []byte) bool {
	head := bytes.ToLower(data[:min(len(data), 1000)])
	return bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html"))
}

// feedsOfPage returns the addresses of the feeds that a web page leads to, as they stand there.
func feedsOfPage(page []byte) (feeds []string) {
	const most = 10
	tokens := html.NewTokenizer(bytes.NewReader(page))
	for len(feeds) < most {
		switch tokens.Next() {
		case html.ErrorToken:
			return feeds
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			at := map[string]string{}
			for _, a := range token.Attr {
				at[a.Key] = a.Val
			}
			isFeed := slices.ContainsFunc([]string{"application/rss+xml", "application/atom+xml", "application/feed+json"}, func(t string) bool {
				return strings.HasPrefix(strings.ToLower(at["type"]), t)
			})
			if token.Data == "link" && isFeed && at["href"] != "" && slices.Contains(strings.Fields(strings.ToLower(at["rel"])), "alternate") {
				feeds = append(feeds, at["href"])
			}
		}
	}
	return feeds
}
