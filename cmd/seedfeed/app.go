package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// An app is one run of the program.
type app struct {
	stdout, stderr io.Writer
	getenv         func(string) (string, bool)
	environ        func() []string
	log            zerolog.Logger
	config         config
}

// helpWidth is the number of columns of a terminal that nobody has made wider.
const helpWidth = 80

func (a *app) command() *cobra.Command {
	settings := a.config.flags()
	root := &cobra.Command{
		Use:   "seedfeed",
		Short: "A folder of articles becomes RSS, Atom and JSON Feed, with an id for each article that never changes",
		Long: `seedfeed turns a folder of article files (plain text, Markdown, HTML) into RSS
2.0, Atom 1.0 and JSON Feed 1.1, and pages that they link to. A catalogue
remembers which article is which: a file that is renamed, moved, restored or
checked out again is not new to any subscriber.

Every setting is a flag, a key of the same name in seedfeed.yaml, and an
environment variable: --out is SEEDFEED_OUT. A flag wins over the environment,
the environment over the file.`,
		SilenceUsage:               true,
		SilenceErrors:              true,
		Version:                    version,
		SuggestionsMinimumDistance: 2,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:                       unknownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetVersionTemplate(versionText() + "\n")
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages ", ".FlagUsagesWrapped "+strconv.Itoa(helpWidth)+" "))
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(helpCommand(root))
	settings.VisitAll(func(f *pflag.Flag) {
		if commandsOf[f.Name] == nil {
			root.PersistentFlags().AddFlag(f)
		}
	})
	for _, cmd := range []*cobra.Command{
		a.buildCommand(), a.watchCommand(), a.serveCommand(), a.checkCommand(), a.listCommand(), a.explainCommand(), a.adoptCommand(),
	} {
		for name, commands := range commandsOf {
			if slices.Contains(commands, cmd.Name()) {
				cmd.Flags().AddFlag(settings.Lookup(name))
			}
		}
		// The other commands need no configuration, so that a broken one does not keep anyone from them.
		cmd.PreRunE = func(*cobra.Command, []string) error {
			if err := a.config.load(settings, a.getenv); err != nil {
				return &usageError{err}
			}
			a.log = newLogger(a.stderr, a.config.LogLevel, a.config.LogFormat)
			a.warnOfVariables(settings)
			return nil
		}
		root.AddCommand(cmd)
	}
	root.AddCommand(a.initCommand(), a.versionCommand(), a.completionCommand(root))
	completeFlags(root)
	return root
}

// exactly is a command's demand for the named arguments, and no more than these.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		var message string
		switch {
		case len(args) < len(names):
			message = strings.Join(names[len(args):], " ") + " is missing"
		case len(args) > len(names):
			message = fmt.Sprintf("unexpected argument %q", args[len(names)])
		default:
			return nil
		}
		return &usageError{fmt.Errorf("%s; see '%s --help'", message, cmd.CommandPath())}
	}
}

func unknownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	message := fmt.Sprintf("unknown command %q", args[0])
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		message += fmt.Sprintf(": did you mean %q?", strings.Join(near, `" or "`))
	}
	return &usageError{errors.New(message + "; see 'seedfeed --help'")}
}

// helpCommand is cobra's own, but for a topic that is none: that is a wrong command line.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about a command",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			switch {
			case err != nil || cmd == root && len(rest) > 0:
				return unknownCommand(root, args)
			case len(rest) > 0:
				return &usageError{fmt.Errorf("unexpected argument %q; see 'seedfeed help'", rest[0])}
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

func flagError(cmd *cobra.Command, err error) error {
	message := err.Error()
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && commandsOf[unknown.GetSpecifiedName()] != nil:
		message += ": it belongs to 'seedfeed " + strings.Join(commandsOf[unknown.GetSpecifiedName()], "' and 'seedfeed ") + "'"
	case errors.As(err, &unknown):
		if near := nearest(unknown.GetSpecifiedName(), cmd.Flags()); near != "" {
			message += fmt.Sprintf(": did you mean --%s?", near)
		}
	case errors.As(err, &invalid):
		message = fmt.Sprintf("--%s: %v", invalid.GetFlag().Name, badValue(invalid.GetFlag(), invalid.GetValue()))
	}
	return &usageError{fmt.Errorf("%s; see '%s --help'", message, cmd.CommandPath())}
}
