package report

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/lake/duck"
)

// save writes a world as hunt writes its directory.
func save(t *testing.T, w *world, dir string) {
	t.Helper()
	ctx := context.Background()
	text, err := json.MarshalIndent(w.result, "", " ")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, hunt.CampaignsFile), text, 0o600)
	}
	if err == nil {
		manifest := `{"releases":[{"model":"atlas-3","time":"2026-03-08T00:00:00Z"}]}`
		err = os.WriteFile(filepath.Join(dir, hunt.ManifestFile), []byte(manifest), 0o600)
	}
	if err := errors.Join(err,
		duck.WriteTable(ctx, filepath.Join(dir, hunt.AccountsFile), slices.Values(w.accounts)),
		duck.WriteTable(ctx, filepath.Join(dir, hunt.LinksFile), slices.Values(w.links)),
		duck.WriteTable(ctx, filepath.Join(dir, hunt.DaysFile), slices.Values(w.days)),
	); err != nil {
		t.Fatal(err)
	}
}

func TestOpen(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	w := typical()
	save(t, w, dir)
	h, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := h.Data(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Releases) != 1 || d.Releases[0] != (Release{"atlas-3", 20520}) {
		t.Errorf("releases %v", d.Releases)
	}
	path := filepath.Join(dir, File)
	if err := WriteFile(path, d); err != nil {
		t.Fatal(err)
	}
	html, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"amber-heron", `class="graph"`, `class="timeline"`, "fewer than 10 accounts"} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the report of the directory does not hold %q", want)
		}
	}
	// A directory answers as the rows in memory do, also where members are read late,
	// and where somebody has indented the file in another way.
	late, err := OpenToExplain(dir)
	if err != nil || len(late.members) != len(w.result.Campaigns)+len(w.result.Groups) || len(late.Result.Campaigns[0].Members) != 0 {
		t.Fatalf("members are not left for later: %d, %v", len(late.members), err)
	}
	compact := t.TempDir()
	save(t, w, compact)
	text, err := json.Marshal(w.result)
	if err = errors.Join(err, os.WriteFile(filepath.Join(compact, hunt.CampaignsFile), text, 0o600)); err != nil {
		t.Fatal(err)
	}
	other, err := OpenToExplain(compact)
	if err != nil {
		t.Fatal(err)
	}
	a, b := w.result.Campaigns[0].Members[3].Account, w.result.Campaigns[0].Members[70].Account
	for _, names := range [][]string{{"slate-curlew"}, {a}, {a, b}} {
		for _, o := range []ExplainOptions{{Width: 100}, {JSON: true}} {
			for how, h := range map[string]Hunt{"at once": h, "late": late, "indented otherwise": other} {
				var fromDir, fromRows strings.Builder
				if err := errors.Join(Explain(ctx, &fromDir, h, names, o), Explain(ctx, &fromRows, Hunt{Result: w.result, Tables: w}, names, o)); err != nil {
					t.Fatal(err)
				}
				if fromDir.String() != fromRows.String() {
					t.Errorf("%v, %s: the directory answers\n%s\nthe rows\n%s", names, how, fromDir.String(), fromRows.String())
				}
			}
		}
	}
}

func TestOpenErrors(t *testing.T) {
	var none *NoHunt
	if _, err := Open(t.TempDir()); !errors.As(err, &none) {
		t.Errorf("an empty directory: got %v, want *NoHunt", err)
	}
	for name, text := range map[string]string{"not JSON": "{", "of another schema": `{"schema":"stillhunt.campaigns/v9"}`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, hunt.CampaignsFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := WriteFile(filepath.Join(t.TempDir(), "missing", File), Data{}); err == nil {
		t.Error("a report in a directory that is not there: no error")
	}
}

// A name of several words needs no quotes, however many they are.
func TestExplainTakesNamesOfSeveralWords(t *testing.T) {
	w := typical()
	w.result.Campaigns[0].Name = "russet olive egret"
	h := Hunt{Result: w.result, Tables: w}
	var quoted, bare strings.Builder
	err := Explain(t.Context(), &quoted, h, []string{"russet olive egret"}, ExplainOptions{Width: 80})
	if err = errors.Join(err, Explain(t.Context(), &bare, h, []string{"russet", "olive", "egret"}, ExplainOptions{Width: 80})); err != nil || quoted.String() != bare.String() {
		t.Errorf("%v: without quotes\n%s\nwith\n%s", err, bare.String(), quoted.String())
	}
	var unknown *UnknownName
	if err := Explain(t.Context(), &bare, h, []string{"a", "b", "c"}, ExplainOptions{}); !errors.As(err, &unknown) || unknown.Name != "a b c" {
		t.Errorf("three unknown words: %v", err)
	}
}
