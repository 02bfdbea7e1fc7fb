package article_test

import (
	"fmt"

	"seedfeed/feed/article"
)

func ExampleParse() {
	text := "The first snow\n\nIt fell at night. See www.example.org for pictures.\n\nShare it...\n"
	a, err := article.Parse(article.Source{Path: "2026-11-22-snow.txt", Data: []byte(text)}, article.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Title, "from", a.Origins["title"])
	fmt.Println(a.Published.Format("2 January 2006"), "from", a.Origins["published"])
	fmt.Println(a.Content)
	// Output:
	// The first snow from first line, line 1
	// 22 November 2026 from file name
	// <p>It fell at night. See <a href="https://www.example.org">www.example.org</a> for pictures.</p>
}

func ExampleParse_error() {
	_, err := article.Parse(article.Source{Path: "a.md", Data: []byte("---\ndate: 2026-13-01\n---\n")}, article.Settings{})
	fmt.Println(err)
	// Output: a.md:2: date "2026-13-01": no such month; write YYYY-MM-DD
}
