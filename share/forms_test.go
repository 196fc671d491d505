package share

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
)

// What OCSF 1.9.0 requires of an incident finding and of the profile; no
// validator of it is installed here.
func TestOCSF(t *testing.T) {
	c := newCommunity(t, 180)
	found := collect(t, newHouse(t, c, crew(12)).options(c))
	var b bytes.Buffer
	if err := found.Write(&b, "ocsf"); err != nil {
		t.Fatal(err)
	}
	var e struct {
		Activity   int   `json:"activity_id"`
		Category   int   `json:"category_uid"`
		Class      int   `json:"class_uid"`
		Type       int   `json:"type_uid"`
		Severity   int   `json:"severity_id"`
		Status     int   `json:"status_id"`
		Time       int64 `json:"time"`
		Confidence int   `json:"confidence_id"`
		Metadata   struct {
			Version  string
			Profiles []string
			Product  struct {
				Vendor string `json:"vendor_name"`
			}
		}
		Assignee struct{ Name string } `json:"assignee_group"`
		Unmapped struct{ Campaign struct{ Name string } }
		Findings []struct {
			UID, Title string
			Campaign   any
			Attacks    []struct{ Technique struct{ UID string } }
			Tags       []struct{ Name, Value string }
		} `json:"finding_info_list"`
	}
	if err := json.Unmarshal(b.Bytes(), &e); err != nil {
		t.Fatal(err)
	}
	if e.Class != 2005 || e.Category != 2 || e.Type != 100*e.Class+e.Activity || e.Severity == 0 || e.Status == 0 || e.Time != today.UnixMilli() || e.Confidence != 3 {
		t.Errorf("%+v", e)
	}
	if !slices.Equal(e.Metadata.Profiles, []string{"incident"}) || e.Metadata.Version != "1.9.0" || e.Metadata.Product.Vendor == "" || e.Assignee.Name == "" || e.Unmapped.Campaign.Name != found.Group.Name || bytes.Contains(b.Bytes(), []byte("message_context")) {
		t.Errorf("%+v", e)
	}
	if len(e.Findings) != 1 || e.Findings[0].UID != found.CampaignID() || e.Findings[0].Attacks[0].Technique.UID != "AML.T0024.002" || len(e.Findings[0].Tags) != len(found.Indicators) || e.Findings[0].Campaign != nil {
		t.Errorf("%+v", e.Findings)
	}
}

func TestCSV(t *testing.T) {
	c := newCommunity(t, 180)
	o := newHouse(t, c, crew(12)).options(c)
	o.By = `=HYPERLINK("x")` // a spreadsheet must not run it
	found := collect(t, o)
	var b bytes.Buffer
	if err := found.Write(&b, "csv"); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 1+len(found.Indicators) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, n := range found.Indicators {
		if r := rows[i+1]; r[0] != string(n.Kind) || r[1] != n.Value || !strings.HasPrefix(r[9], "'=") || r[10] != "TLP:AMBER" {
			t.Errorf("%v of %+v", r, n)
		}
	}
	if err := found.Write(io.Discard, "xml"); err == nil {
		t.Error("a form that there is not is written")
	}
}

// After a rotation indicators are made under the new key, and found by those who
// have it; who left, and has the old file, finds those of before only.
func TestRotationBetweenHouses(t *testing.T) {
	old, now := rotated(t, 180)
	a, b := two(t, now)
	o := a.options(now)
	before := sent(t, collect(t, o))
	o.At = began.AddDate(0, 0, 40)
	after := sent(t, collect(t, o))
	both := slices.Concat(before, after)
	if n := look(t, b, now, o.At, both).Counts; n.Looked != 16 || n.Found != 8 || n.Unknown != 0 {
		t.Errorf("a member: %+v", n)
	}
	if n := look(t, b, old, o.At, both).Counts; n.Looked != 8 || n.Found != 4 || n.Unknown != 8 {
		t.Errorf("one who left: %+v", n)
	}
}
