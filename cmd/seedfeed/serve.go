package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"seedfeed/feed/build"
	"seedfeed/feed/server"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Watch, and serve the output over HTTP",
		Args:  exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.config.settings()
			if err != nil {
				return &usageError{err}
			}
			return a.serve(cmd.Context(), s)
		},
	}
}

// A serving is a watch with a server beside it, which serves what is in the output from the start on.
type serving struct {
	*watch
	handler *server.Handler
	live    *server.Live
	main    *server.Server
	others  []*server.Server
}

// serve watches and serves until ctx ends.
func (a *app) serve(ctx context.Context, s build.Settings) (err error) {
	w, err := a.newWatch(s)
	if err != nil {
		return err
	}
	v := &serving{watch: w}
	if a.config.Live {
		v.live = &server.Live{}
	}
	if err := v.prepare(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.handler.Close()) }()
	if err := v.listen(); err != nil {
		return err
	}
	w.built = v.seen
	ctx, end := context.WithCancel(ctx)
	defer end()
	servers := append([]*server.Server{v.main}, v.others...)
	served := make(chan error, len(servers))
	for _, one := range servers {
		go func() {
			served <- one.Run(ctx)
			end() // none of them goes on alone
		}()
	}
	w.systemd.ready() // an earlier output is served already
	v.announce()
	err = w.run(ctx)
	end()
	for range servers {
		err = errors.Join(err, <-served)
	}
	return err
}

// prepare makes the handler and what it is served with.
func (v *serving) prepare() error {
	proxies, err := server.ParseProxies(v.config.TrustedProxy, v.config.ProxyHeader)
	if err != nil {
		return &usageError{fmt.Errorf("trusted-proxy: %w", err)}
	}
	options := server.Options{Folder: v.settings.Out, URL: v.settings.URL, Live: v.live}
	if v.settings.Site.Templates != nil {
		options.PagePolicy = server.LoosePolicy
	}
	if v.log.Debug().Enabled() {
		options.Observe = v.observe
	}
	if v.handler, err = server.New(options); err != nil {
		return err
	}
	v.main = &server.Server{Handler: v.handler, Proxies: proxies, Live: v.live, Log: faultLog{v.log}}
	return v.prepareTLS()
}

func (v *serving) prepareTLS() (err error) {
	c := &v.config
	if len(c.ACME) == 0 {
		if c.TLSCert != "" {
			v.main.TLS, err = server.Certificate(c.TLSCert, c.TLSKey)
		}
		return err
	}
	authority := server.ACME{Domains: c.ACME, Cache: filepath.Join(v.settings.State, "acme"), Directory: c.ACMEDirectory}
	config, challenge := authority.Prepare()
	v.main.TLS = config
	if c.Addr != defaultAddr {
		return nil
	}
	c.Addr = ":443"
	// The authority may ask here as well, and people who type no https:// are sent on.
	listeners, err := server.Listen(":80")
	if err != nil {
		v.log.Warn().Msgf("%v; only https is served", err)
		return nil
	}
	v.others = append(v.others, &server.Server{Handler: challenge, Listeners: listeners, Log: faultLog{v.log}})
	return nil
}

// listen opens the addresses, or takes those that systemd has opened.
func (v *serving) listen() error {
	given, err := activated()
	if err != nil {
		return err
	}
	if v.main.Listeners = given; len(given) == 0 {
		if v.main.Listeners, err = listen(v.config.Addr); err != nil {
			return err
		}
	}
	return nil
}

func listen(address string) ([]net.Listener, error) {
	listeners, err := server.Listen(address)
	var wrong *server.AddressError
	if errors.As(err, &wrong) {
		return nil, &usageError{err}
	}
	return listeners, err
}

// seen is told of each build.
func (v *serving) seen(report *build.Report, err error, took, since time.Duration) {
	if err == nil && !report.Idle() {
		v.live.Reload()
	}
}

// observe logs a request.
func (v *serving) observe(a *server.Answer) {
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
	home := v.home()
	if !isTerminal(v.stdout) {
		v.log.Info().Str("url", home).Msgf("serving %s at %s", v.settings.Out, home)
	} else {
		fmt.Fprintf(v.stdout, "Serving %s, and rebuilding it when an article in %s changes. Ctrl+C ends it.\n\n  %-10s %s\n", v.settings.Out, v.settings.Seeds, "page", home)
		for _, format := range v.settings.Site.Formats {
			fmt.Fprintf(v.stdout, "  %-10s %s\n", map[string]string{"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}[format.Name], home+format.FileName)
		}
		fmt.Fprintln(v.stdout)
	}
	if site := v.settings.URL.String(); site == defaultURL && site != home {
		v.log.Info().Msgf("what is written names %s as its address; say --url where it will be reached elsewhere", site)
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
