package build

import (
	"context"
	"errors"
	"time"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/publish"
	"seedfeed/feed/rendered"
	"seedfeed/feed/site"
	"seedfeed/feed/source"
)

// A Session builds again and again. Between two builds it gives the lock of the state folder back, and keeps what does
// not depend on how many articles there are: one change costs what it changes.
type Session struct {
	settings  Settings
	env       Env
	catalogue *catalogue.Catalogue // rests between builds; nil before the first and after somebody else has changed it
	recent    *recent
	site      *site.Site
	siteData  *article.SiteData   // what files beside the articles say of them
	data      []string            // the paths of those in the folder
	media     *media              // that lie in the folder
	links     bool                // there are symbolic links in the folder: only a walk tells what is where
	listed    int                 // articles that are published; less than 0: not known
	vanished  map[int64]time.Time // when known files were missed first
	compared  bool                // the whole folder was, with the settings of this session
	adopt     map[string]catalogue.Adoption
}

// A Scope is where a build looks.
type Scope struct {
	All   bool
	Paths []string // else: slash-separated and relative to the seeds folder; a folder stands for all below it
}

// NewSession makes a Session, which does nothing yet.
func NewSession(settings Settings, env Env) *Session {
	return &Session{settings: settings, env: env, recent: &recent{}, vanished: map[int64]time.Time{}, listed: -1}
}

// manyPaths is how many paths take about as long to look up one by one as to walk the folder.
const manyPaths = 5000

// Build is Run for what has changed at some paths. What falls due is found in any case. What somebody has done to the
// output is found by a build of everything, and by Tend.
func (s *Session) Build(ctx context.Context, scope Scope) (*Report, error) {
	if !s.compared || len(scope.Paths) > manyPaths {
		scope = Scope{All: true}
	}
	return s.run(ctx, scope, func(p *pass) error {
		p.eager = true
		if !s.compared { // since somebody else has changed the catalogue
			scope = Scope{All: true}
		}
		err := p.build(ctx, scope)
		s.compared = s.compared || err == nil
		return err
	}, s.rest)
}

// Configure gives the session other settings, of the same folders. The next Build looks at everything.
func (s *Session) Configure(settings Settings) {
	s.settings, s.compared, s.site = settings, false, nil
}

// Tend does what can wait until nothing else is to do: it restores what is damaged in the output, and seals the catalogue.
func (s *Session) Tend(ctx context.Context) (*Report, error) {
	return s.run(ctx, Scope{}, func(p *pass) error {
		if err := p.prepareSite(ctx); err != nil {
			return err
		}
		if err := p.countListed(ctx); err != nil {
			return err
		}
		look, end := p.startLook(ctx, true)
		defer end()
		return errors.Join(p.publish(ctx, look), p.catalogue.Seal())
	}, s.rest)
}

// NextDue returns when the next article falls due or expires; zero when none does. It is what the last build knew.
func (r *Report) NextDue() time.Time { return r.nextDue }

// Close seals the catalogue and closes it.
func (s *Session) Close() error {
	if s.catalogue == nil {
		return nil
	}
	ctx := context.Background()
	lock, err := catalogue.Acquire(ctx, s.settings.State, s.settings.Wait)
	if err != nil {
		return errors.Join(err, s.close(ctx)) // not sealed: the next to open it looks at all of it
	}
	_, err = s.catalogue.Resume(ctx)
	return errors.Join(err, s.close(ctx), lock.Release())
}

// run does one thing with everything that it takes open, and the lock held. end is what becomes of the catalogue.
func (s *Session) run(ctx context.Context, scope Scope, do func(*pass) error, end func(context.Context) error) (report *Report, err error) {
	p := newPass(s.settings, s.env)
	if p.folder, err = source.Open(p.Seeds); err != nil {
		return p.report, err
	}
	defer func() { p.folder.Close() }()
	lock, err := catalogue.Acquire(ctx, p.State, p.Wait)
	if err != nil {
		return p.report, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if scope.All {
		walking, cancel := context.WithCancel(ctx)
		p.startWalk(walking)
		defer func() { cancel(); p.walked() }()
	}
	if err := s.wake(ctx); err != nil {
		return p.report, err
	}
	defer func() { err = errors.Join(err, end(context.WithoutCancel(ctx))) }()
	p.catalogue, p.recent, p.site, p.links, p.listed = s.catalogue, s.recent, s.site, s.links, s.listed
	p.adopt = s.adopt
	p.data, p.media = s.data, s.media
	p.useData(s.siteData)
	if s.compared && p.Settle > 0 {
		p.vanished = s.vanished
	}
	s.listed = -1 // until all went well
	defer func() { s.links, s.siteData, s.data, s.media = s.links || p.links, p.Article.Data, p.data, p.media }()
	if p.store, err = rendered.Open(p.State); err != nil {
		return p.report, err
	}
	defer func() { err = errors.Join(err, p.store.Close()) }()
	if s.adopt == nil { // which writes no output
		if p.out, err = publish.Open(p.Out); err != nil {
			return p.report, err
		}
		defer func() { err = errors.Join(err, p.out.Close()) }()
	}
	p.stage("open")
	if err := do(p); err != nil {
		return p.report, err
	}
	s.site, s.links, s.listed = p.site, p.links, p.report.Articles
	p.report.nextDue, err = p.catalogue.NextDue(ctx, p.now)
	return p.report, err
}

// wake opens the catalogue, or goes on with the one that is open.
func (s *Session) wake(ctx context.Context) error {
	if s.catalogue != nil {
		same, err := s.catalogue.Resume(ctx)
		if same && err == nil {
			return nil
		}
		s.compared, s.listed = false, -1
		if err := errors.Join(err, s.close(ctx)); err != nil {
			return err
		}
	}
	var err error
	s.catalogue, err = catalogue.Open(ctx, s.settings.State, catalogue.Options{Rebuild: s.settings.Rebuild})
	return err
}

func (s *Session) rest(ctx context.Context) error {
	if err := s.catalogue.Rest(ctx); err != nil {
		return errors.Join(err, s.close(ctx))
	}
	return nil
}

func (s *Session) close(context.Context) error {
	c := s.catalogue
	s.catalogue = nil
	return c.Close()
}

// build makes the output agree with what is found in the scope.
func (p *pass) build(ctx context.Context, scope Scope) error {
	look, end := p.startLook(ctx, scope.All)
	defer end()
	if err := p.settleFiles(ctx, scope); err != nil {
		return err
	}
	if p.report.Articles == 0 && len(p.report.Later) > 0 {
		// All that is there has yet to come to rest. A first feed without articles is worth nothing.
		if some, err := p.catalogue.ManyOutputs(ctx, 0); err != nil || !some {
			return err
		}
	}
	err := p.publish(ctx, look)
	// A build that waits for files leaves all that is pending to the next one, which finds out where that article is.
	if away, ok := errors.AsType[*awayError](err); ok && p.Settle > 0 {
		p.report.Later = append(p.report.Later, away.path)
		return nil
	}
	return err
}

// An attempt is what one look at the files finds out.
type attempt struct {
	repeatable bool                            // another one may follow
	walked     func() (*source.Listing, error) // nil until startWalk
	texts      map[string]textHash             // by path, of files that may have changed
	left       []int64                         // articles that had to be read and were not
	torn       bool                            // a new file has changed since it was looked at
	beside     map[int64]bool                  // known articles that were read and name files that are copied beside their page
}

func newAttempt() attempt {
	return attempt{texts: map[string]textHash{}, beside: map[int64]bool{}}
}

// settleFiles finds out what each file in the scope is, and enters it. Where an article moves on just then it looks again.
func (p *pass) settleFiles(ctx context.Context, scope Scope) error {
	const most = 3
	for n := 1; ; n++ {
		p.repeatable = n < most
		work, err := p.scan(ctx, scope)
		if err != nil {
			return err
		}
		if err := p.updateCatalogue(ctx, work); !errors.Is(err, errTorn) {
			return err
		}
		p.attempt = newAttempt()
		*p.report = Report{Stages: p.report.Stages}
	}
}
