package main

import (
	"slices"

	"github.com/spf13/cobra"
)

func (a *app) completionCommand(root *cobra.Command) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print completions for bash, zsh, fish or powershell",
		Long: `Print what makes a shell complete seedfeed's commands, flags and files. To load
it in each new shell:

bash
  seedfeed completion bash >~/.local/share/bash-completion/completions/seedfeed
zsh
  seedfeed completion zsh >"${fpath[1]}/_seedfeed"
fish
  seedfeed completion fish >~/.config/fish/completions/seedfeed.fish
powershell, in $PROFILE
  seedfeed completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: shells,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := exactly("SHELL")(cmd, args); err != nil {
				return err
			}
			if !slices.Contains(shells, args[0]) {
				return &usageError{unknownChoice("shell", args[0], shells)}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.stdout)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			}
			return root.GenPowerShellCompletionWithDesc(a.stdout)
		},
	}
}

// completeFlags tells shells what may follow a flag. Numbers and texts they cannot complete.
func completeFlags(root *cobra.Command) {
	// These fail only for flags that do not exist.
	for name := range paths {
		_ = root.MarkPersistentFlagDirname(name)
	}
	_ = root.MarkPersistentFlagFilename("config", "yaml", "yml")
	for name, values := range map[string][]string{"log-level": levels, "log-format": logFormats, "formats": formatNames(), "pages": pageChoices()} {
		_ = root.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
}
