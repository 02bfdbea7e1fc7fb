package main

import (
	"reflect"
	"slices"

	"seedfeed/feed/article"
	"seedfeed/feed/build"
	"seedfeed/watcher"
)

// siteSettings follow the configuration of another generator's site, which is part of what is watched.
type siteSettings struct {
	loaded config // what flags, environment and file say, without the site
	now    build.Settings
}

// follow takes over what the site's configuration says now. One that cannot be read changes nothing until it can.
func (w *watch) follow(b watcher.Batch) {
	if !w.began || !b.All && !slices.ContainsFunc(b.Paths, func(at string) bool { return !article.IsArticle(at) }) {
		return
	}
	c := w.site.loaded
	s, err := c.settings()
	if err != nil {
		w.logError(err)
		return
	}
	s.Settle = w.site.now.Settle
	if sameSite(s, w.site.now) {
		return
	}
	w.site.now, w.config.site = s, c.site
	w.session.Configure(s)
	w.log.Info().Msg("the configuration of the site has changed")
	w.saySite()
}

// sameSite tells whether two settings make the same of a folder. Formats are the program's own and cannot be compared.
func sameSite(a, b build.Settings) bool {
	if a.Place.Fingerprint() != b.Place.Fingerprint() {
		return false
	}
	for _, s := range []*build.Settings{&a, &b} {
		s.Place, s.Site.Formats = nil, nil
	}
	return reflect.DeepEqual(a, b)
}
