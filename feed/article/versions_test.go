package article

import (
	"strings"
	"testing"
)

func TestVersions(t *testing.T) {
	const (
		french  = "Les articles de ce dossier sont écrits en français, et personne ne devrait s'en étonner, car le dossier le dit."
		english = "The articles in this folder are written in English, and nobody should wonder about that, as the folder says so."
		short   = "Bien."
	)
	listed := map[string]string{"hugo.toml": "[languages.en]\nweight = 1\n[languages.fr]\nweight = 2\n[languages.pt-br]\nweight = 3\n"}
	hexo := map[string]string{"_config.yml": "language: [en, zh-CN]\nnew_post_name: ':lang/:title.md'\n"}
	hexoOfOne := map[string]string{"_config.yml": "language: en\nnew_post_name: ':title.md'\n"}
	for _, tt := range []struct {
		path, text       string
		files            map[string]string
		language, shared string
	}{
		{"blog/post.md", french, nil, "", ""},
		{"blog/post.fr.md", french, nil, "fr", "blog/post"},
		{"blog/post.fr.md", short, nil, "fr", "blog/post"},
		{"blog/post.pt-br.md", short, nil, "pt-BR", "blog/post"},
		{"blog/post/index.zh_CN.md", "短文。", nil, "zh-CN", "blog/post"},
		{"utils.ts.md", english, nil, "", ""},
		{"main.go.md", short, nil, "", ""},
		{"v1.2.md", short, nil, "", ""},
		{".fr.md", short, nil, "", ""},
		{"fr/blog/post.md", french, nil, "fr", "blog/post"},
		{"blog/fr/post/index.md", french, nil, "fr", "blog/post"},
		{"en/post.md", english, nil, "en", "post"},
		{"it/servers.md", english, nil, "", ""},
		{"fr/post.md", short, nil, "", ""},
		{"i18n/fr/docusaurus-plugin-content-blog/2021-01-02-post.md", short, nil, "fr", "blog/2021-01-02-post"},
		{"website/i18n/pt-BR/docusaurus-plugin-content-blog/2021/01/02/post/index.mdx", english, nil, "pt-BR", "website/blog/2021/01/02/post"},
		{"i18n/fil/docusaurus-plugin-content-blog/post.md", short, nil, "fil", "blog/post"},
		{"i18n/fr/docusaurus-plugin-content-blog/post.md", english, nil, "fr", "blog/post"},
		{"i18n/fr/post.md", english, nil, "", ""},
		{"i18n/fr/post.md", short, nil, "fr", "post"},
		{"fr/post.md", "---\nlang: fr-CA\n---\n" + short, nil, "fr-CA", "post"},
		{"it/post.md", "---\nlang: en\n---\n" + short, nil, "en", ""},
		{"fr/post.md", short, listed, "fr", "post"},
		{"fr/post.md", short, map[string]string{"config/_default/languages.fr.toml": "title = 'F'", "config/_default/languages.it.toml": "title = 'I'"}, "fr", "post"},
		{"fr/post.md", short, map[string]string{"config/_default/languages.yaml": "fr: {}\nit: {}"}, "fr", "post"},
		{"PT-BR/post.md", short, listed, "pt-BR", "post"},
		{"de/post.md", french, listed, "", ""},
		{"source/_posts/zh-CN/post.md", short, hexo, "zh-CN", "source/_posts/post"},
		{"source/_posts/it/post.md", short, hexo, "", ""},
		{"source/_posts/fr/post.md", french, hexoOfOne, "fr", "source/_posts/post"},
		{"post.fr.md", short, listed, "fr", "post"},
		{"post.fr.md", "---\ntranslationKey: k\n---\n" + short, listed, "fr", "k"},
		{"i18n/no/docusaurus-plugin-content-blog/a.md", short, nil, "no", "blog/a"},
	} {
		set := Settings{}
		if tt.files != nil {
			set.Data = siteData(t, "", tt.files)
		}
		a, err := Parse(Source{Path: tt.path, Data: []byte(tt.text)}, set)
		if err != nil {
			t.Fatal(err)
		}
		if a.Language != tt.language || a.Translation != tt.shared {
			t.Errorf("%s, %s: got %q, %q, want %q, %q", tt.path, shorten(tt.text), a.Language, a.Translation, tt.language, tt.shared)
		}
		if tt.language != "" && tt.shared != "" && !strings.Contains(tt.text, "lang") && a.Origins["language"] != "path" {
			t.Errorf("%s: got origin %q, want path", tt.path, a.Origins["language"])
		}
	}
}

func TestCascadeOfLanguage(t *testing.T) {
	set := Settings{Data: siteData(t, "", map[string]string{"hugo.toml": "[[cascade]]\nrights = 'F'\n[cascade._target]\nlang = 'fr'\n"})}
	for name, want := range map[string]string{"a.fr.md": "F", "a.md": ""} {
		if a, err := Parse(Source{Path: name, Data: []byte("Bien.")}, set); err != nil || a.Rights != want {
			t.Errorf("%s: got %v, %q, want %q", name, err, a.Rights, want)
		}
	}
}

func TestVersionKey(t *testing.T) {
	for in, want := range map[string]string{"a/b.md": "a/b", "a/index.md": "a", "index.md": "index", "a/b.html": "a/b", "a/v1.2": "a/v1.2", "a/Index.MD": "a"} {
		if got := VersionKey(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}
