package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"seedfeed/feed/build"
	"seedfeed/feed/server"
	"seedfeed/feed/server/metrics"
	"seedfeed/feed/site"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Watch, and serve the output over HTTP",
		Args:  exactly(),
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context()) },
	}
}

// A serving is a watch with servers beside it. They serve what is in the output from the start on.
type serving struct {
	*watch
	handler *server.Handler
	live    *server.Live     // nil without --live
	metrics *metrics.Metrics // nil without an address for them
	main    *server.Server
	others  []*server.Server
	roomy   func() // leaves room for the garbage of answers, once there is a site
}

// serve watches and serves until ctx ends.
func (a *app) serve(ctx context.Context) (err error) {
	w, err := a.newWatch()
	if err != nil {
		return err
	}
	v := &serving{watch: w}
	w.built = v.seen
	sockets, err := v.open()
	if err != nil {
		return err
	}
	if err := v.prepare(sockets); err != nil {
		return errors.Join(err, sockets.close())
	}
	defer func() { err = errors.Join(err, v.handler.Close()) }()
	return v.run(ctx)
}

// run serves, watches, and ends both when one of them or ctx ends.
func (v *serving) run(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	servers := append([]*server.Server{v.main}, v.others...)
	served := make(chan error, len(servers))
	for _, one := range servers {
		go func() {
			served <- one.Run(ctx)
			end()
		}()
	}
	v.roomy = sync.OnceFunc(func() { leaveRoom(ctx, roomToServe) })
	v.systemd.ready() // what an earlier build has made is served
	v.announce()
	err := v.watch.run(ctx)
	end()
	for range servers {
		err = errors.Join(err, <-served)
	}
	return err
}

// prepare makes the servers.
func (v *serving) prepare(s sockets) error {
	proxies, err := server.ParseProxies(v.config.TrustedProxy, v.config.ProxyHeader)
	if err != nil {
		return &usageError{v.config.at("trusted-proxy", fmt.Errorf("trusted-proxy: %w", err))}
	}
	options := server.Options{Folder: v.settings.Out, URL: v.settings.URL, Hub: v.settings.Site.Hub}
	if v.config.Live {
		v.live = &server.Live{}
		options.Live = v.live
	}
	if v.settings.Site.Templates != nil {
		options.PagePolicy = site.LoosePolicy
	}
	if len(s.admin) > 0 {
		v.metrics = metrics.New(version)
	}
	if v.metrics != nil || v.log.Debug().Enabled() {
		options.Observe = v.observe
	}
	if v.handler, err = server.New(options); err != nil {
		return err
	}
	v.main = &server.Server{Handler: v.handler, Listeners: s.main, Proxies: proxies, Live: v.live, Log: faultLog{v.log}}
	if len(s.admin) > 0 {
		v.others = append(v.others, &server.Server{Handler: v.admin(), Listeners: s.admin, Log: faultLog{v.log}})
	}
	return v.prepareTLS(s)
}

func (v *serving) prepareTLS(s sockets) (err error) {
	c := &v.config
	plain := server.ToHTTPS()
	switch {
	case len(c.ACME) > 0:
		authority := server.ACME{Domains: c.ACME, Cache: filepath.Join(v.settings.State, "acme"), Directory: c.ACMEDirectory}
		v.main.TLS, plain = authority.Prepare()
	case c.TLSCert != "":
		v.main.TLS, err = server.Certificate(c.TLSCert, c.TLSKey)
	}
	if len(s.plain) > 0 {
		v.others = append(v.others, &server.Server{Handler: plain, Listeners: s.plain, Log: faultLog{v.log}})
	}
	return err
}

// sockets are what the servers listen on.
type sockets struct {
	main, admin []net.Listener
	plain       []net.Listener // port 80, of a site that has https
}

// secure makes of what systemd has opened for a site with https the sockets of both kinds: nobody speaks TLS at port 80.
func (s *sockets) secure() {
	isPlain := func(l net.Listener) bool {
		at, ok := l.Addr().(*net.TCPAddr)
		return ok && at.Port == 80
	}
	for _, l := range s.main {
		if isPlain(l) {
			s.plain = append(s.plain, l)
		}
	}
	s.main = slices.DeleteFunc(s.main, isPlain)
}

// open opens the addresses, or takes the sockets that systemd has opened.
func (v *serving) open() (s sockets, err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.main, s.admin, err = activated(); err != nil {
		return s, err
	}
	c := &v.config
	if len(c.ACME) > 0 || c.TLSCert != "" {
		s.secure()
	}
	if len(s.main) == 0 {
		if len(c.ACME) > 0 && c.Addr == defaultAddr {
			c.Addr = ":443"
			if len(s.plain) == 0 {
				// The authority may ask here as well, and people who type no https:// are sent on.
				if s.plain, err = server.Listen(":80"); err != nil {
					v.log.Warn().Msgf("%v; only https is served", err)
				}
			}
		}
		if s.main, err = c.listen("addr", c.Addr); err != nil {
			return s, err
		}
		if err := openToAll(s.main); err != nil {
			return s, err
		}
	}
	if len(s.admin) == 0 && c.AdminAddr != "" {
		s.admin, err = c.listen("admin-addr", c.AdminAddr)
	}
	return s, err
}

func (s sockets) close() error {
	var errs []error
	for _, l := range slices.Concat(s.main, s.admin, s.plain) {
		errs = append(errs, l.Close())
	}
	return errors.Join(errs...)
}

// openToAll lets all users of this machine connect, as to a port: the web server in front is another one.
func openToAll(listeners []net.Listener) error {
	for _, l := range listeners {
		if at, ok := l.Addr().(*net.UnixAddr); ok && !strings.HasPrefix(at.Name, "@") { // one without a file is open to all
			if err := os.Chmod(at.Name, 0o666); err != nil {
				return err
			}
		}
	}
	return nil
}

// listen opens the address that a setting names.
func (c *config) listen(setting, address string) ([]net.Listener, error) {
	listeners, err := server.Listen(address)
	var wrong *server.AddressError
	var inUse *server.InUseError
	switch {
	case errors.As(err, &wrong):
		return nil, &usageError{c.at(setting, fmt.Errorf("%s %w", setting, err))}
	case errors.As(err, &inUse):
		err = fmt.Errorf("%w or choose another --%s", err, setting)
	}
	return listeners, c.at(setting, err)
}

// seen is told of each build.
func (v *serving) seen(report *build.Report, err error, took, since time.Duration) {
	if err == nil && !report.Idle() {
		v.live.Reload()
	}
	if report.Articles > 0 {
		v.roomy()
	}
	if v.metrics != nil {
		v.metrics.Built(metrics.Build{Failed: err != nil, Articles: report.Articles, Skipped: report.Skipped, Took: took, Latency: since})
	}
}

// observe logs a request and counts it.
func (v *serving) observe(a *server.Answer) {
	if v.metrics != nil {
		v.metrics.Observe(a)
	}
	v.log.Debug().Str("path", a.Request.URL.Path).Int("status", a.Status).Dur("took", a.Took).
		Msgf("%s %s: %d", a.Request.Method, printable(a.Request.URL.Path), a.Status)
}

// A faultLog takes what net/http has to say of single connections: most of it is others' fault.
type faultLog struct{ log zerolog.Logger }

func (l faultLog) Write(text []byte) (int, error) {
	l.log.Debug().Msg(printable(strings.TrimSpace(string(text))))
	return len(text), nil
}

// announce says where the output is served: to a person on a terminal, else to the log.
func (v *serving) announce() {
	home, out := v.home(), v.settings.Out
	if isTerminal(v.stdout) {
		fmt.Fprintf(v.stdout, "Serving %s and watching %s; Ctrl+C ends it.\n\n  %-10s %s\n", out, v.settings.Seeds, "page", home)
		for _, format := range v.settings.Site.Formats {
			fmt.Fprintf(v.stdout, "  %-10s %s\n", format.Title, home+format.FileName)
		}
		fmt.Fprintln(v.stdout)
	} else {
		v.log.Info().Str("url", home).Msgf("serving %s at %s", out, home)
	}
	for _, other := range v.others {
		for _, l := range other.Listeners {
			v.log.Info().Str("addr", l.Addr().String()).Msgf("also listening on %s", l.Addr())
		}
	}
	if site := v.settings.URL.String(); site == defaultURL && site != home {
		v.log.Info().Msgf("links in the feeds lead to %s; set --url to where readers reach this", site)
	}
	if v.config.Open {
		if err := openBrowser(home); err != nil {
			v.log.Warn().Msgf("open a browser: %v", err)
		}
	}
}

// home is an address by which the front page can be reached from here.
func (v *serving) home() string {
	scheme, host := "http", ""
	if v.main.TLS != nil {
		scheme = "https"
	}
	switch at := v.main.Listeners[0].Addr().(type) {
	case *net.TCPAddr:
		name, _, err := net.SplitHostPort(v.config.Addr)
		switch {
		case len(v.config.ACME) > 0:
			name = v.config.ACME[0]
		case err != nil || name != "localhost" && !at.IP.IsUnspecified():
			name = at.IP.String()
		case at.IP.IsUnspecified():
			name = "localhost"
		}
		host = net.JoinHostPort(name, strconv.Itoa(at.Port))
		if at.Port == 80 && scheme == "http" || at.Port == 443 && scheme == "https" {
			host = strings.TrimSuffix(host, ":"+strconv.Itoa(at.Port))
		}
	default:
		return "unix:" + at.String()
	}
	return scheme + "://" + host + v.settings.URL.EscapedPath()
}
