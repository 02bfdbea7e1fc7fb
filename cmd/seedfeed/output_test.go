package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mmcdole/gofeed"
)

// checkOutput reads every document of an output folder with parsers that are not seedfeed's. It returns how many items
// the main feeds hold, which must be the same ones in all of them.
func checkOutput(dir string) (items int, err error) {
	var first []string
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if strings.Contains(path, ".seedfeed") {
			return fmt.Errorf("%s was left behind", path)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := checkDocument(path, data); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		rel, _ := filepath.Rel(dir, path)
		if rel != "rss.xml" && rel != "atom.xml" && rel != "feed.json" {
			return nil
		}
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		ids := []string{}
		for _, item := range feed.Items {
			ids = append(ids, item.GUID)
		}
		switch {
		case first == nil:
			first = ids
		case strings.Join(ids, "\n") != strings.Join(first, "\n"):
			return fmt.Errorf("%s has other items than another feed:\n%s\n%s", rel, ids, first)
		}
		return nil
	})
	return len(first), err
}

func checkDocument(path string, data []byte) error {
	switch filepath.Ext(path) {
	case ".json":
		if !json.Valid(data) {
			return errors.New("not JSON")
		}
	case ".xml", ".opml":
		decoder := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := decoder.Token(); err == io.EOF {
				break
			} else if err != nil {
				return err
			}
		}
	case ".html":
		if !bytes.Contains(data, []byte("</html>")) && !bytes.Contains(data, []byte("<!DOCTYPE html>")) {
			return errors.New("not a whole page")
		}
	}
	return nil
}
