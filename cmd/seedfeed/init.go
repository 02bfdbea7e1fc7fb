package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"

	"seedfeed/feed/article"
	"seedfeed/feed/generator"
	"seedfeed/feed/source"
)

// settingsSchema tells editors the keys of the configuration.
//
//go:generate go test -run ^TestSchema$ -update .
//go:embed schema.json
var settingsSchema []byte

const schemaFile = "seedfeed.schema.json"

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a folder that works at once: configuration, first article",
		Long: `Make a folder that works at once: a commented seedfeed.yaml, a schema of it for
editors, a first article and a .gitignore. What is there already stays as it is.

In a folder of articles, or in that of another generator's site, there is no
first article, and the configuration says what that site's own one says of
title, address, language and author. A Ghost export in the folder becomes an
article file for each post. What --title, --description, --url, --author,
--language and --timezone say goes into the configuration.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) <= 1 {
				return nil
			}
			return exactly("DIR")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			return a.init(dir, cmd.Flags())
		},
	}
}

// A start is what a new folder begins with.
type start struct {
	dir    string
	site   *generator.Site
	export []generator.File  // the articles of a blog that was exported to one file
	values map[string]string // of the configuration, by key
}

func (a *app) init(dir string, flags *pflag.FlagSet) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	s := &start{dir: dir, values: map[string]string{"title": "My feed", "url": defaultURL, "seeds": "seeds", "out": "public"}}
	if err := s.look(); err != nil {
		return &usageError{err}
	}
	s.take(flags)
	files := []struct{ name, text string }{
		{defaultFile, s.configuration()},
		{schemaFile, string(settingsSchema)},
		{".gitignore", s.ignored()},
	}
	for _, file := range s.export {
		files = append(files, struct{ name, text string }{filepath.Join("seeds", file.Name), string(file.Data)})
	}
	if s.values["seeds"] == "seeds" && len(s.export) == 0 && !exists(filepath.Join(dir, "seeds")) {
		files = append(files, struct{ name, text string }{filepath.Join("seeds", "first-article.md"), firstArticle})
	}
	for _, file := range files {
		if err := a.make(filepath.Join(dir, file.name), file.text); err != nil {
			return err
		}
	}
	if s.site != nil {
		fmt.Fprintf(a.stdout, "\na site of %s: what %s says is in %s\n", s.site.Generator, cmp.Or(s.site.File, "its folder"), defaultFile)
	}
	config := ""
	if filepath.Clean(dir) != "." {
		config = " --config " + shellWord(filepath.Join(dir, defaultFile))
	}
	_, err := fmt.Fprintf(a.stdout, "\nnext:\n  seedfeed build%s\n  seedfeed serve%s\n", config, config)
	return err
}

// shellWord writes a path as shells take it for one word.
func shellWord(path string) string {
	if !strings.ContainsAny(path, " \t\n'\"`$&|;<>()[]{}*?!#~") {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// make writes a file that is not there.
func (a *app) make(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		_, err = fmt.Fprintf(a.stdout, "%s is there already and stays as it is\n", name)
		return err
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "made %s\n", name)
	return err
}

// look finds out what the folder holds already.
func (s *start) look() (err error) {
	if s.site, err = generator.Recognise(os.DirFS(s.dir), "."); err != nil {
		return err
	}
	if s.site == nil {
		export, err := generator.GhostExport(os.DirFS(s.dir))
		if err != nil {
			return err
		}
		if export != nil {
			s.export, s.site = export.Files, &export.Site
			s.propose()
			return nil
		}
		if exists(filepath.Join(s.dir, "seeds")) || !holdsArticles(s.dir) {
			return nil
		}
		s.values["seeds"] = "."
		return nil
	}
	s.values["seeds"], s.values["out"] = s.site.Folder(), "feeds" // public is Hugo's and Zola's own
	s.propose()
	return nil
}

// propose takes over what the site's own configuration says.
func (s *start) propose() { maps.Copy(s.values, proposals(s.site)) }

// take has the command line win over all that was found.
func (s *start) take(flags *pflag.FlagSet) {
	for _, key := range []string{"title", "description", "url", "author", "language", "timezone"} {
		if flags.Changed(key) {
			s.values[key] = flags.Lookup(key).Value.String()
		}
	}
}

// holdsArticles looks at the folder itself, and one level below. What says what a folder is does not count.
func holdsArticles(dir string) bool {
	for _, pattern := range []string{"*", "*/*"} {
		names, _ := fs.Glob(os.DirFS(dir), pattern) // the pattern is no bad one
		for _, name := range names {
			base := path.Base(name)
			stem := strings.ToLower(strings.TrimSuffix(base, path.Ext(base)))
			if article.IsArticle(base) && !source.IsLeftOut(base) && stem != "readme" && stem != "license" {
				return true
			}
		}
	}
	return false
}

// configuration is seedfeed.yaml: first what is set, then all other settings as comments with their defaults.
func (s *start) configuration() string {
	var b bytes.Buffer
	b.WriteString("# yaml-language-server: $schema=" + schemaFile + "\n" +
		"# The configuration of seedfeed. Each key is also a flag (--title) and an environment variable (SEEDFEED_TITLE).\n" +
		"# Folders are relative to this file.\n")
	flags := new(config).flags()
	for _, key := range []string{"title", "description", "url", "author", "language", "timezone", "seeds", "out"} {
		if value := s.values[key]; value != "" {
			fmt.Fprintf(&b, "\n# %s\n%s: %s\n", explained(key, flags.Lookup(key)), key, asYAML(value))
		}
	}
	b.WriteString("\n# More settings, each with its default:\n")
	flags.VisitAll(func(f *pflag.Flag) {
		if s.values[f.Name] != "" || inFile[f.Name] {
			return
		}
		value := f.DefValue
		switch f.Value.Type() {
		case "stringSlice":
			value = "[" + strings.ReplaceAll(strings.Trim(value, "[]"), ",", ", ") + "]"
		case "stringArray":
			value = flow(article.DefaultScraps) // an empty list would drop none
		case "converter":
			value = "{}"
		case "string":
			value = asYAML(value)
		}
		fmt.Fprintf(&b, "\n# %s\n#%s: %s\n", explained(f.Name, f), f.Name, value)
	})
	return b.String()
}

// inFile are the settings that nobody wants for every run.
var inFile = map[string]bool{"config": true, "dry-run": true, "rebuild-state": true, "allow-empty": true}

func explained(key string, f *pflag.Flag) string {
	name, usage := pflag.UnquoteUsage(f)
	switch name {
	case "N", "URL":
	case "DIR":
		usage = strings.Replace(usage, name, "folder", 1)
	case "DUR":
		usage = strings.Replace(usage, name, "this time", 1)
	default:
		usage = strings.Replace(usage, name, strings.ToLower(name), 1)
	}
	if key == "url" {
		usage += ". Set it before the first subscriber comes: links and ids are made from it"
	}
	return strings.ToUpper(usage[:1]) + usage[1:] + "."
}

// asYAML writes a text as YAML reads it again.
func asYAML(value string) string {
	if value == "" {
		return `""`
	}
	data, err := yaml.Marshal(value)
	if err != nil {
		return fmt.Sprintf("%q", value)
	}
	return strings.TrimSpace(string(data))
}

// flow writes a list of texts as YAML does in one line.
func flow(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = strconv.Quote(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// ignored is a .gitignore for what can be made again. The catalogue is not among it: it alone knows the ids and dates.
func (s *start) ignored() string {
	return "# What seedfeed can make again. Keep catalogue.db and catalogue.sum: they hold the ids and dates of the articles.\n" +
		"/" + s.values["out"] + "/\n**/.seedfeed/lock\n**/.seedfeed/rendered.*\n**/.seedfeed/*.new\n**/.seedfeed/*-journal\n"
}

const firstArticle = `# A first article

Every file in this folder is an article: Markdown, plain text or HTML. This one may be changed, renamed or
deleted like any other; subscribers see it as the same article as long as it is there.

A title, a date and all else may stand at the head of a file, and need not:

    ---
    title: A first article
    date: 2026-01-31
    tags: [garden, letters]
    ---
`
