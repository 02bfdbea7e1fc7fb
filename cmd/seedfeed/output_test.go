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
	"slices"
	"strings"

	"github.com/mmcdole/gofeed"
)

// checkOutput reads all documents of an output folder and returns how many articles its feeds hold, which must be the
// same ones in all of them.
func checkOutput(dir string) (items int, err error) {
	if err := checkDocuments(dir); err != nil {
		return 0, err
	}
	var first []string
	for _, name := range []string{"rss.xml", "atom.xml", "feed.json"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, err
		}
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		ids := []string{}
		for _, item := range feed.Items {
			ids = append(ids, item.GUID)
		}
		if first == nil {
			first = ids
		}
		if !slices.Equal(ids, first) {
			return 0, fmt.Errorf("%s has other articles than another feed:\n%s\n%s", name, ids, first)
		}
	}
	return len(first), nil
}

// checkDocuments reads every document of an output folder with a parser that is not seedfeed's.
func checkDocuments(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if rel, _ := filepath.Rel(dir, path); strings.HasPrefix(rel, ".seedfeed") {
			return fmt.Errorf("%s was left behind", path)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := checkDocument(path, data); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	})
}

func checkDocument(path string, data []byte) error {
	switch filepath.Ext(path) {
	case ".json":
		if !json.Valid(data) {
			return errors.New("not JSON")
		}
	case ".xml", ".opml":
		for decoder := xml.NewDecoder(bytes.NewReader(data)); ; {
			if _, err := decoder.Token(); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	case ".html":
		if !bytes.HasPrefix(data, []byte("<!DOCTYPE html>")) || !bytes.HasSuffix(data, []byte("</html>\n")) {
			return errors.New("not a whole page")
		}
	}
	return nil
}
