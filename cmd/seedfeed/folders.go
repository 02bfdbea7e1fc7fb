package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"seedfeed/feed/build"
)

// checkFolders refuses folders that lie in each other in ways that cannot be meant.
func (c *config) checkFolders(s build.Settings) error {
	seeds, out, state := realPath(s.Seeds), realPath(s.Out), realPath(s.State)
	switch {
	case seeds == out:
		return fmt.Errorf("the folder of articles and the output folder are the same, %s; choose another --out", s.Out)
	case within(out, seeds):
		return fmt.Errorf("the folder of articles %s lies in the output folder %s, where nothing is read; choose another --out", s.Seeds, s.Out)
	case state == out, within(out, state):
		return fmt.Errorf("the state folder %s lies in the output folder %s and would be published; choose another --state", s.State, s.Out)
	case within(state, out), within(state, seeds), state == seeds:
		return fmt.Errorf("the state folder %s holds the articles or the output; choose another --state", s.State)
	}
	return nil
}

// realPath resolves links in the part of the path that exists.
func realPath(path string) string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	rest := ""
	for at := absolute; ; at = filepath.Dir(at) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(real, rest)
		}
		if at == filepath.Dir(at) {
			return absolute
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}

func within(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// templates returns the folder of templates: the one that is named, or the one beside the configuration if there is one.
func (c *config) templates() (fs.FS, error) {
	folder := c.Templates
	if folder == "" {
		if c.File == "" { // a folder of that name is not ours then: other generators have one too
			return nil, nil
		}
		folder = filepath.Join(filepath.Dir(c.File), "templates")
		if info, err := os.Stat(folder); err != nil || !info.IsDir() || c.isOfSite(folder) {
			return nil, nil
		}
	}
	if info, err := os.Stat(folder); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("templates: %s is not a folder", folder)
	}
	return os.DirFS(folder), nil
}

// isOfSite reports whether a folder holds the templates of the generator whose site this is: ours are in another language.
func (c *config) isOfSite(folder string) bool {
	own := c.site.Templates()
	return own != "" && realPath(folder) == realPath(filepath.Join(cmp.Or(c.around, c.Seeds), filepath.FromSlash(own)))
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
