package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

// The scripts in testdata/script read like a manual page. They find the
// quickstart range in the folder quickstart.
func TestScripts(t *testing.T) {
	dir := quickstart(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
			e.Setenv("COLUMNS", "100")
			return os.Symlink(dir, filepath.Join(e.WorkDir, "quickstart"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"names": names},
	})
}

// names HUNTDIR sets CAMPAIGN, ID, MEMBER, OTHER and GROUP to what a hunt found,
// and RIVAL to a member of its second campaign: names depend on the key.
func names(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		s.Fatalf("usage: names HUNTDIR")
	}
	var r campaign.Result
	if err := json.Unmarshal([]byte(s.ReadFile(filepath.Join(args[0], hunt.CampaignsFile))), &r); err != nil {
		s.Fatalf("%v", err)
	}
	if len(r.Campaigns) != 2 || len(r.Groups) == 0 {
		s.Fatalf("%d campaigns and %d groups", len(r.Campaigns), len(r.Groups))
	}
	c := r.Campaigns[0]
	for name, value := range map[string]string{
		"CAMPAIGN": c.Name, "ID": c.ID, "SHORT": c.ID[:6], "ACCOUNTS": fmt.Sprint(c.Accounts), "MEMBER": c.Members[0].Account, "OTHER": c.Members[1].Account,
		"RIVAL": r.Campaigns[1].Members[0].Account, "GROUP": r.Groups[0].Name,
	} {
		s.Setenv(name, value)
	}
}
