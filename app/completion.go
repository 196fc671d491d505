package app

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help is the text below the flags.
func (completionCommand) Help() string {
	return `Examples:

    stillhunt completion bash > ~/.local/share/bash-completion/completions/stillhunt
    stillhunt completion zsh > ~/.zfunc/_stillhunt
    stillhunt completion fish > ~/.config/fish/completions/stillhunt.fish`
}

// Run prints the script.
func (c *completionCommand) Run(env *environment) error {
	nodes := completions(env.model.Node, nil)
	switch c.Shell {
	case "bash":
		return bash(env.Out, nodes)
	case "zsh":
		return zsh(env.Out, nodes)
	default:
		return fish(env.Out, nodes)
	}
}

// completion is what may follow a command.
type completion struct {
	path     []string // of the command: nil, "hunt", "range generate"
	commands []word
	flags    []word
	files    bool // beside commands
}

type word struct{ name, help string }

// completions lists every command below n, in the order of the help.
func completions(n *kong.Node, path []string) []completion {
	c := completion{path: path}
	for _, f := range n.Flags {
		if !f.Hidden {
			c.flags = append(c.flags, word{"--" + f.Name, plain(f.Help)})
		}
	}
	if n.Parent != nil {
		c.flags = append(c.flags, word{"--help", "Show how it is used"})
	}
	for _, p := range n.Positional {
		for _, v := range p.EnumSlice() {
			if v != "" {
				c.commands = append(c.commands, word{v, plain(p.Help)})
			}
		}
	}
	out := []completion{}
	for _, child := range n.Children {
		if child == n.DefaultCmd { // what is said to it is said to n
			its := completions(child, path)[0]
			c.commands, c.flags, c.files = append(c.commands, its.commands...), its.flags, true
		}
		if child.Hidden || child.Type != kong.CommandNode {
			continue
		}
		c.commands = append(c.commands, word{child.Name, plain(child.Help)})
		out = append(out, completions(child, append(slices.Clone(path), child.Name))...)
	}
	return append([]completion{c}, out...)
}

// plain makes a help text safe inside single quotes of any shell.
func plain(s string) string {
	return strings.NewReplacer("'", "’", "[", "(", "]", ")", ":", ";", "\\", "/").Replace(strings.TrimSuffix(s, "."))
}

// filesToo is bash's word for files beside commands.
func (c completion) filesToo() string {
	if c.files {
		return "-f"
	}
	return ""
}

func names(words []word) string {
	var out []string
	for _, w := range words {
		out = append(out, w.name)
	}
	return strings.Join(out, " ")
}

// bash completes words of the deepest command on the line, else files.
func bash(w io.Writer, nodes []completion) error {
	var b strings.Builder
	b.WriteString(`# bash completion of stillhunt
_stillhunt() {
  local word="${COMP_WORDS[COMP_CWORD]}" at="" i commands flags files
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at ${COMP_WORDS[i]}" in
`)
	for _, n := range nodes[1:] {
		fmt.Fprintf(&b, "      ' %s') at=' %[1]s' ;;\n", strings.Join(n.path, " "))
	}
	b.WriteString("    esac\n  done\n  case \"$at\" in\n")
	for _, n := range nodes {
		at := strings.Join(append([]string{""}, n.path...), " ")
		fmt.Fprintf(&b, "    '%s') commands='%s' flags='%s' files='%s' ;;\n", at, names(n.commands), names(n.flags), n.filesToo())
	}
	b.WriteString(`  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  elif [[ -n $commands ]]; then
    COMPREPLY=($(compgen $files -W "$commands" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _stillhunt stillhunt
`)
	_, err := io.WriteString(w, b.String())
	return err
}

func zsh(w io.Writer, nodes []completion) error {
	var b strings.Builder
	b.WriteString("#compdef stillhunt\n# zsh completion of stillhunt\n_stillhunt() {\n  local at='' files='' i\n  for ((i = 2; i < CURRENT; i++)); do\n    case \"$at ${words[i]}\" in\n")
	for _, n := range nodes[1:] {
		fmt.Fprintf(&b, "      ' %s') at=' %[1]s' ;;\n", strings.Join(n.path, " "))
	}
	b.WriteString("    esac\n  done\n  local -a commands flags\n  case \"$at\" in\n")
	for _, n := range nodes {
		fmt.Fprintf(&b, "    '%s')\n", strings.Join(append([]string{""}, n.path...), " "))
		for _, list := range []struct {
			name  string
			words []word
		}{{"commands", n.commands}, {"flags", n.flags}} {
			fmt.Fprintf(&b, "      %s=(", list.name)
			for _, x := range list.words {
				fmt.Fprintf(&b, " '%s:%s'", x.name, x.help)
			}
			b.WriteString(" )\n")
		}
		if n.files {
			b.WriteString("      files=yes\n")
		}
		b.WriteString("      ;;\n")
	}
	b.WriteString(`  esac
  if [[ ${words[CURRENT]} == -* ]]; then
    _describe flag flags
  elif (( ${#commands} )); then
    _describe command commands
    [[ -n $files ]] && _files
  else
    _files
  fi
}
if [[ ${funcstack[1]} == _stillhunt ]]; then _stillhunt "$@"; else compdef _stillhunt stillhunt; fi
`)
	_, err := io.WriteString(w, b.String())
	return err
}

func fish(w io.Writer, nodes []completion) error {
	var b strings.Builder
	b.WriteString("# fish completion of stillhunt\n")
	for _, n := range nodes {
		when := "__fish_use_subcommand"
		if len(n.path) > 0 {
			when = "__fish_seen_subcommand_from " + strings.Join(n.path, "; and __fish_seen_subcommand_from ")
		}
		below := when
		if len(n.path) > 0 && len(n.commands) > 0 {
			below += "; and not __fish_seen_subcommand_from " + names(n.commands)
		}
		for _, c := range n.commands {
			alone := " -f" // no files
			if n.files {
				alone = ""
			}
			fmt.Fprintf(&b, "complete -c stillhunt%s -n '%s' -a '%s' -d '%s'\n", alone, below, c.name, c.help)
		}
		for _, f := range n.flags {
			fmt.Fprintf(&b, "complete -c stillhunt -n '%s' -l '%s' -d '%s'\n", when, strings.TrimPrefix(f.name, "--"), f.help)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
