package importer

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// tree makes files under a new directory; a name that ends in / is a folder.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, n := range names {
		path := filepath.Join(root, n)
		if strings.HasSuffix(n, "/") {
			if err := os.MkdirAll(path, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(n), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestExpand(t *testing.T) {
	root := tree(t, "b.jsonl", "a.jsonl.zst", "odd[1].jsonl", ".hidden", ".git/x", "sub/c.jsonl", "sub/deep/d.jsonl", "empty/",
		"range/traffic/t1.jsonl.zst", "range/traffic/.part", "range/accounts.jsonl", "range/truth.jsonl", "range/scenario.yaml",
		"plain/traffic/t.jsonl", "plain/accounts.jsonl", "links/own.jsonl")
	for name, target := range map[string]string{"links/file": "../b.jsonl", "links/back": "..", "links/gone": "nowhere"} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	for name, c := range map[string]struct{ patterns, want []string }{
		"file":      {[]string{"b.jsonl"}, []string{"b.jsonl"}},
		"twice":     {[]string{"./b.jsonl", "sub/../b.jsonl", "*.jsonl"}, []string{"b.jsonl", "odd[1].jsonl"}},
		"folder":    {[]string{"sub"}, []string{"sub/c.jsonl", "sub/deep/d.jsonl"}},
		"glob":      {[]string{"*.jsonl*"}, []string{"a.jsonl.zst", "b.jsonl", "odd[1].jsonl"}},
		"literal [": {[]string{"odd[1].jsonl"}, []string{"odd[1].jsonl"}},
		"hidden":    {[]string{".hidden"}, []string{".hidden"}},
		"range":     {[]string{"range"}, []string{"range/traffic/t1.jsonl.zst"}},
		"no range":  {[]string{"plain"}, []string{"plain/accounts.jsonl", "plain/traffic/t.jsonl"}},
		"links":     {[]string{"links"}, []string{"links/file", "links/own.jsonl"}},
		"a link":    {[]string{"links/back/sub/deep"}, []string{"links/back/sub/deep/d.jsonl"}},
		"stdin":     {[]string{"-", "b.jsonl", "-"}, []string{"-", "b.jsonl"}},
		"all": {[]string{"."}, []string{"a.jsonl.zst", "b.jsonl", "links/file", "links/own.jsonl", "odd[1].jsonl", "plain/accounts.jsonl", "plain/traffic/t.jsonl",
			"range/traffic/t1.jsonl.zst", "sub/c.jsonl", "sub/deep/d.jsonl"}},
	} {
		got, err := Expand(c.patterns)
		var paths []string
		for _, in := range got {
			paths = append(paths, in.Path)
			if in.Path != Stdin && (in.Size <= 0 || in.ModTime <= 0) {
				t.Errorf("%s: %+v", name, in)
			}
		}
		if err != nil || !reflect.DeepEqual(paths, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, paths, err, c.want)
		}
	}
	for pattern, want := range map[string]string{
		"none.jsonl": "there is no none.jsonl: check the path",
		"*.csv":      "no file matches *.csv",
		"empty":      "the folder empty holds no files",
		"[":          "not closed",
	} {
		if _, err := Expand([]string{"b.jsonl", pattern}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", pattern, err, want)
		}
	}
}

func TestPermission(t *testing.T) {
	err := explain("x", &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission})
	if !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(err.Error(), "no permission to read x: run as") {
		t.Errorf("got %v", err)
	}
	if os.Geteuid() == 0 {
		t.Skip("the superuser may read everything: the rest runs unprivileged")
	}
	root := tree(t, "folder/a", "file")
	for _, name := range []string{"folder", "file"} {
		path := filepath.Join(root, name)
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(path, 0o700) })
		if _, err := Expand([]string{path}); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
