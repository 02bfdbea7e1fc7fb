// Package build makes the output folder agree with the seeds folder, once.
//
// It joins the packages that do the steps: source lists the files, article reads them, catalogue knows which article is
// which, site makes the documents, publish writes them. Everything that is not a file, such as the time, comes in
// through Env.
package build

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/convert"
	"seedfeed/feed/generator"
	"seedfeed/feed/publish"
	"seedfeed/feed/rendered"
	"seedfeed/feed/site"
	"seedfeed/feed/source"
)

// Settings say what to build from what.
type Settings struct {
	Seeds string // the folder of articles
	Out   string // the folder that is made
	State string // the folder of the catalogue

	Article article.Settings // without Converted, which Convert says
	Convert convert.Commands // programs for articles of other formats
	Site    site.Settings    // without FeedID, which the catalogue knows
	URL     *url.URL         // where the output will be reached; its path ends with a slash
	Place   *generator.Site  // the generator's site that the articles are of; nil where there is none
	Around  string           // the folder of that site where the articles lie below it; "" where it is Seeds
	Live    *url.URL         // the address of that site, from which the articles' own are counted; nil: they have none
	Pages   string           // which articles get a page: PagesAuto, PagesAlways or PagesNever; "" is PagesAuto
	Limit   int              // how many articles the main feed and each tag's feed hold

	Strict     bool          // a skipped article is an error
	AllowEmpty bool          // an output without articles is no error where there were some before
	Rebuild    bool          // start a new catalogue where the old one is damaged or lost
	Wait       time.Duration // how long to wait for another process that works on the same State
	Settle     time.Duration // how long a file must have been left alone to be read: a half-written one is none
}

// IsArticle reports whether a file of this name is read as an article: by seedfeed, or by a program of Convert.
func (s *Settings) IsArticle(name string) bool {
	return article.IsArticle(name) || s.Convert.For(name) != nil
}

// Env is what a build cannot find in its folders.
type Env struct {
	Now func() time.Time
	// GitDates gives the time of the first commit of each file of a folder, by path. nil means that git is not asked.
	GitDates func(ctx context.Context, root string) (map[string]time.Time, error)
	// Unfit tells why a feed document must not be published, and the id of the item that is to blame, if one is. nil means
	// that no document is looked at. It is called from several goroutines, and does not keep the document.
	Unfit func(path string, document []byte) (id string, fault error)
	// Progress is told now and then how far a step is. nil means that no one wants to know.
	Progress func(step string, done, total int)
}

// A Report is what a build did.
type Report struct {
	Articles int // that are published now
	New      int
	Restored int // of New: those that were published before, and come back under the id that they had
	Changed  int
	Removed  int
	Skipped  int
	Written  int // files

	Changes  []catalogue.Change // in the order of the paths
	Feeds    []string           // of the files that were written: the feeds that people subscribe to
	Problems []error            // skipped articles and other faults that a person should mend: one each
	Missing  []*article.Error   // files that an article refers to and that are not there, where the article was read
	Later    []string           // paths that were not looked at since they changed within Settings.Settle, or what follows from those
	Notes    []string           // what is worth knowing and no fault
	Stages   []Stage

	nextDue time.Time
}

// A Stage is a part of a build with the time that it took.
type Stage struct {
	Name string
	Took time.Duration
}

// Idle reports whether the build had nothing to do.
func (r *Report) Idle() bool { return len(r.Changes) == 0 && r.Written == 0 }

// ErrSkipped is a strict build with articles that had to be skipped.
var ErrSkipped = errors.New("articles were skipped, and --strict is set")

// A pass is one build on its way.
type pass struct {
	Settings
	attempt
	env      Env
	articles string // articleSettings of these settings
	adopt    map[string]catalogue.Adoption
	eager    bool // feeds are published before the rest is made

	folder *source.Folder
	links  bool     // the walk has met symbolic links
	data   []string // paths of the files in the folder that say something of articles which are other files
	media  *media   // in the folder; nil before it is known

	catalogue *catalogue.Catalogue
	update    *catalogue.Update   // nil before and after the catalogue is changed
	listed    int                 // articles that were published before; less than 0: not known
	vanished  map[int64]time.Time // of the session: when known files were missed first; nil: to be missed is to be gone
	names     *names

	store  *rendered.Store
	cache  *rendered.Store // only read; nil where it is the store
	recent *recent

	out       *publish.Folder
	site      *site.Site // nil until siteChanged
	sections  sections
	versioned bool // there are articles that say which text they are a language version of

	now    time.Time
	began  time.Time // the stage that is on its way
	report *Report
}

func newPass(settings Settings, env Env) *pass {
	settings.Article.Converted = settings.Convert.Endings()
	settings.Article.MDX = settings.Place.MDX()
	settings.Article.ByName, settings.Article.Content = settings.Place.ByName(), settings.Place.Content()
	return &pass{
		Settings: settings, articles: articleSettings(settings.Article, settings.Place, settings.Convert),
		attempt: newAttempt(), env: env, recent: &recent{}, names: &names{}, listed: -1,
		report: &Report{}, now: env.Now(), began: env.Now(),
	}
}

// Run builds once. On an error the output stays as it was, apart from files that were already complete; the next Run
// goes on from there. It takes the lock of the state folder and gives it back.
//
// The errors that a caller may want to tell apart are ErrEmpty, ErrSkipped, *ForgottenError, *catalogue.BusyError,
// *catalogue.DamagedError and *catalogue.NewerError. The Report is never nil.
func Run(ctx context.Context, settings Settings, env Env) (*Report, error) {
	s := NewSession(settings, env)
	return s.run(ctx, Scope{All: true}, func(p *pass) error { return p.build(ctx, Scope{All: true}) }, s.close)
}

// A View is what a build would do, and what would be published then. Nothing is written for it but temporary files.
type View struct {
	Report *Report
	pass   *pass
	dir    string
}

// Look finds out what Run would do. The caller closes the View.
func Look(ctx context.Context, settings Settings, env Env) (*View, error) {
	p := newPass(settings, env)
	v := &View{Report: p.report, pass: p}
	if err := v.look(ctx); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

func (v *View) look(ctx context.Context) (err error) {
	p := v.pass
	if v.dir, err = os.MkdirTemp("", "seedfeed-"); err != nil {
		return err
	}
	if p.folder, err = source.Open(p.Seeds); err != nil {
		return err
	}
	if err := p.copyState(ctx, v.dir); err != nil {
		return err
	}
	if err := p.open(ctx, v.dir); err != nil {
		return err
	}
	work, err := p.scan(ctx, Scope{All: true})
	if err != nil {
		return err
	}
	return p.updateCatalogue(ctx, work)
}

// Close removes the temporary files.
func (v *View) Close() error {
	var err error
	if v.pass.store != nil {
		err = v.pass.close()
	}
	if v.pass.folder != nil {
		err = errors.Join(err, v.pass.folder.Close())
	}
	return errors.Join(err, os.RemoveAll(v.dir))
}

// copyState copies the catalogue of a folder that may not exist.
func (p *pass) copyState(ctx context.Context, to string) error {
	if _, err := os.Stat(p.State); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	lock, err := catalogue.Acquire(ctx, p.State, p.Wait)
	if errors.Is(err, os.ErrPermission) {
		return p.copyCatalogue(to)
	}
	if err != nil {
		return err
	}
	return errors.Join(p.copyCatalogue(to), lock.Release())
}

func (p *pass) copyCatalogue(to string) error {
	err := catalogue.Copy(p.State, to)
	var damaged *catalogue.DamagedError
	if p.Rebuild && errors.As(err, &damaged) {
		return nil // a build would start a new one
	}
	return err
}

// open opens a copy of the state, for a look.
func (p *pass) open(ctx context.Context, state string) (err error) {
	if p.catalogue, err = catalogue.Open(ctx, state, catalogue.Options{Rebuild: p.Rebuild}); err != nil {
		return err
	}
	if p.store, err = rendered.Open(""); err != nil { // a look keeps nothing
		return errors.Join(err, p.catalogue.Close())
	}
	p.cache = rendered.OpenToRead(p.State)
	return nil
}

func (p *pass) close() error {
	if p.cache != nil {
		p.cache.Close() // nothing was written
	}
	return errors.Join(p.store.Close(), p.catalogue.Close())
}

// stage notes how long the part of the build that ends now took.
func (p *pass) stage(name string) {
	now := p.env.Now()
	p.report.Stages = append(p.report.Stages, Stage{Name: name, Took: now.Sub(p.began)})
	p.began = now
}

func (p *pass) progress(step string, done, total int) {
	if p.env.Progress != nil {
		p.env.Progress(step, done, total)
	}
}

func (p *pass) problem(err error) { p.report.Problems = append(p.report.Problems, err) }

func (p *pass) note(format string, args ...any) {
	p.report.Notes = append(p.report.Notes, fmt.Sprintf(format, args...))
}
