package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// An app is one run of the program.
type app struct {
	stdout, stderr io.Writer
	getenv         func(string) (string, bool)
	log            zerolog.Logger
	config         config
}

func (a *app) command() *cobra.Command {
	settings := a.config.flags()
	root := &cobra.Command{
		Use:   "seedfeed",
		Short: "A folder of articles becomes RSS, Atom and JSON Feed, with an id for each article that never changes",
		Long: `seedfeed turns a folder of article files (plain text, Markdown, HTML) into RSS 2.0, Atom 1.0 and JSON Feed 1.1, and
pages that they link to. A catalogue remembers which article is which: a file that is renamed, moved, restored or
checked out again is not new to any subscriber.

Every setting is a flag, a key of the same name in seedfeed.yaml, and an environment variable: --out is SEEDFEED_OUT.
A flag wins over the environment, the environment over the file.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.config.load(settings, a.getenv); err != nil {
				return &usageError{err}
			}
			a.log = newLogger(a.stderr, a.config.LogLevel, a.config.LogFormat)
			return nil
		},
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetVersionTemplate(versionText() + "\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath())}
	})
	settings.VisitAll(func(f *pflag.Flag) {
		if !buildOnly[f.Name] {
			root.PersistentFlags().AddFlag(f)
		}
	})
	root.AddCommand(a.buildCommand(settings), a.listCommand(), a.explainCommand(), a.versionCommand())
	usage := func(cmd *cobra.Command) {
		if args := cmd.Args; args != nil {
			cmd.Args = func(cmd *cobra.Command, given []string) error {
				if err := args(cmd, given); err != nil {
					return &usageError{fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath())}
				}
				return nil
			}
		}
	}
	for _, cmd := range root.Commands() {
		usage(cmd)
	}
	root.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		message := fmt.Sprintf("unknown command %q", args[0])
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			message += fmt.Sprintf(": did you mean %q?", strings.Join(near, `" or "`))
		}
		return &usageError{errors.New(message + "; see 'seedfeed --help'")}
	}
	root.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	return root
}
