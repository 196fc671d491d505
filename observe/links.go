package observe

import "strings"

// joined reports whether the word at [start, end) touches a mark that holds
// URLs, addresses and paths together.
func joined(text string, start, end int) bool {
	if start > 0 && (text[start-1] == '/' || text[start-1] == '\\') {
		return true
	}
	if end+1 >= len(text) {
		return false
	}
	switch text[end] {
	case '/', '\\', '@', ':':
		return linkByte[text[end+1]]
	case '.', '-', '_', '+':
		return wordByte(text[end+1])
	}
	return false
}

// link looks at the run of link characters around the word at [start, end),
// not before from. It returns the run's end twice if the run is a URL, an
// e-mail address or a file path, and 0 and the run's end if it is not.
func link(text string, from, start, end int) (until, seen int) {
	for start > from && linkByte[text[start-1]] {
		start--
	}
	for end < len(text) && linkByte[text[end]] {
		end++
	}
	run := strings.TrimRight(text[start:end], ".:-_")
	if isLink(run) {
		return start + len(run), end
	}
	return 0, end
}

// isLink tells a URL (scheme://, www.), an e-mail address, or a file path: one
// that starts at a root, has two separators, or has one and an extension.
func isLink(run string) bool {
	switch {
	case strings.Contains(run, "://"), len(run) > 4 && strings.EqualFold(run[:4], "www."):
		return true
	case strings.IndexByte(run, '@') > 0:
		return true
	}
	separators, dot := 0, strings.LastIndexByte(run, '.')
	for i := range len(run) {
		if run[i] == '/' || run[i] == '\\' {
			separators++
		}
	}
	switch {
	case separators == 0:
		return dot > 0 && fileName(run[dot+1:])
	case separators > 1 || run[0] == '/' || run[0] == '.' || run[0] == '~':
		return true
	case len(run) > 2 && run[1] == ':' && run[2] == '\\':
		return true
	}
	return dot > 0 && dot < len(run)-1
}

// fileName reports whether the ending after a dot is one of a file or a host:
// two to five lower-case letters or digits. It keeps "e.g" and "end.Then" out.
func fileName(ending string) bool {
	if len(ending) < 2 || len(ending) > 5 {
		return false
	}
	for i := range len(ending) {
		if c := ending[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// linkByte holds the characters that a URL, an address or a path is written
// with, without those that sentences and mark-up put around one.
var linkByte = func() (t [256]bool) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-0x20] = true, true
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = true
	}
	for _, c := range []byte("/\\@:.-_+~%?&=#$") {
		t[c] = true
	}
	return t
}()
