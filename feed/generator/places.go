package generator

import (
	"path"
	"slices"
	"strings"
)

// LeavesOut tells whether a file or folder is no article, nor holds any. The path is relative to the folder of articles.
// That a name is hidden or temporary the caller knows.
func (s *Site) LeavesOut(at string, folder bool) bool {
	full := s.seeds + at
	name := path.Base(at)
	if name[0] == '_' && !(folder && s.names[name]) {
		return true
	}
	if folder {
		return name == "node_modules" || s.isOut(full, name) || !s.leadsToContent(full)
	}
	return !s.holds(full, name)
}

// isOut tells whether the folder is one of the generator's own.
func (s *Site) isOut(full, name string) bool {
	if s.rule.posts && s.inPosts(path.Dir(full)) {
		return false
	}
	if slices.Contains(s.rule.out, name) && !s.names[name] {
		return true
	}
	return slices.Contains(s.rule.out, strings.TrimPrefix(full, s.base))
}

// leadsToContent tells whether the folder lies in the content or above it.
func (s *Site) leadsToContent(full string) bool {
	return slices.ContainsFunc(s.content, func(c string) bool {
		return below(full, c) || full == c || strings.HasPrefix(c, full+"/")
	})
}

// below tells whether a path lies in the folder.
func below(full, folder string) bool {
	return folder == "." || strings.HasPrefix(full, folder) && len(full) > len(folder) && full[len(folder)] == '/'
}

// holds tells whether the file is one of the content.
func (s *Site) holds(full, name string) bool {
	for _, c := range s.content {
		if !below(full, c) {
			continue
		}
		switch {
		case s.rule.posts && !s.isCollection(c):
			if s.inPosts(path.Dir(full)) && isDated(name) {
				return true
			}
		case path.Dir(full) == c && isAboutFolder(name, s.isWhole(c)):
		default:
			return true
		}
	}
	return false
}

// isCollection tells whether a folder of the content is a Jekyll collection of its own.
func (s *Site) isCollection(folder string) bool {
	name := path.Base(folder)
	return name[0] == '_' && s.names[name]
}

func (s *Site) inPosts(folder string) bool {
	for part := range strings.SplitSeq(folder, "/") {
		if part == "_posts" || part == "_drafts" && s.names[part] {
			return true
		}
	}
	return false
}

// isDated tells whether the name is one that Jekyll takes for a post's: YEAR-MONTH-DAY-title.
func isDated(name string) bool {
	parts := strings.SplitN(name, "-", 4)
	if len(parts) < 4 || len(parts[0]) != 4 && len(parts[0]) != 2 {
		return false
	}
	for _, part := range parts[:3] {
		if part == "" || len(part) > 4 || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}

// isWhole tells whether the content is all of the site's folder.
func (s *Site) isWhole(content string) bool { return content == path.Clean(s.base+".") }

// isAboutFolder recognises the files that say what a folder is, and in a whole repository those that every one has.
func isAboutFolder(name string, repository bool) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem {
	case "readme", "license", "licence", "copying", "index", "404":
		return true
	case "contributing", "changelog", "code_of_conduct", "security":
		return repository
	}
	return false
}

// Bundles tells whether nothing else is an article in a folder that has an index file, and below it.
func (s *Site) Bundles() bool { return s.rule.bundles }

// DataBeside tells whether a data file may lie beside an article and have its name.
func (s *Site) DataBeside() bool { return s != nil && s.rule.beside }

// ByName tells whether links name files, wherever these lie.
func (s *Site) ByName() bool { return s != nil && s.rule.byName }

// IsPage tells whether a file is an article only if it states a date: without one it is a page, such as that about the
// author, which the generator's own feed does not have.
func (s *Site) IsPage(at string) bool {
	return s != nil && s.rule.pages != nil && s.rule.pages(s, s.seeds+at)
}

// isInCollection tells whether a file is of a collection other than the posts.
func (s *Site) isInCollection(full string) bool {
	return slices.ContainsFunc(s.content, func(c string) bool { return s.isCollection(c) && below(full, c) }) && !s.inPosts(path.Dir(full))
}

// MDX tells whether .md is read as MDX.
func (s *Site) MDX() bool { return s != nil && s.mdx }
