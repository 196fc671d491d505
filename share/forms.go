package share

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/share/stix"
)

// Forms are the names of the forms in which a case can be written.
var Forms = []string{"stix", "misp", "ocsf", "csv"}

// Write writes the case in one of Forms.
func (c *Case) Write(w io.Writer, form string) error {
	switch form {
	case "stix":
		return c.WriteSTIX(w)
	case "misp":
		return writeJSON(w, c.misp())
	case "ocsf":
		return writeJSON(w, c.ocsf())
	case "csv":
		return c.csv(w)
	}
	return fmt.Errorf("%q is no form: %s", form, strings.Join(Forms, ", "))
}

// standing are the indicators that are not withdrawn. In STIX the others say so;
// the other forms have no word for it that readers heed.
func (c *Case) standing() []Indicator {
	return slices.DeleteFunc(slices.Clone(c.Indicators), func(n Indicator) bool { return n.Withdrawn })
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(v)
}

// csv has the indicators, one a line.
func (c *Case) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"kind", "value", "key_id", "community", "valid_from", "valid_until", "confidence", "accounts", "campaign", "by", "tlp"}}
	for _, n := range c.standing() {
		rows = append(rows, []string{
			string(n.Kind), n.Value, c.Key.ID, c.Community.Name, stix.Stamp(c.At), stix.Stamp(c.Until), strconv.Itoa(n.Confidence),
			strconv.Itoa(n.Accounts), plain(c.Group.Name), plain(c.By), "TLP:" + strings.ToUpper(c.TLP),
		})
	}
	return out.WriteAll(rows)
}

// plain keeps a spreadsheet from taking a text for a formula.
func plain(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// misp is an event as MISP 2.5 reads it. Its values are found by Stillhunt with
// the community's key only, so none is for an intrusion detection system.
func (c *Case) misp() any {
	stamp := strconv.FormatInt(c.At.Unix(), 10)
	last := (&making{Case: c}).last()
	attribute := func(kind, category, value, comment string, parts ...string) map[string]any {
		return map[string]any{
			"uuid": stix.UUID("misp-attribute", append([]string{c.CampaignID(), kind, value}, parts...)...), "type": kind, "category": category,
			"value": value, "comment": comment, "to_ids": false, "timestamp": stamp, "distribution": "5", "disable_correlation": false,
			"first_seen": c.First.UTC().Format(time.RFC3339), "last_seen": last.UTC().Format(time.RFC3339),
		}
	}
	attributes := []any{
		attribute("campaign-name", "Attribution", c.Group.Name, "Stillhunt's name for it; it names nobody"),
		attribute("text", "Internal reference", (&making{Case: c}).says(), "assessment"),
	}
	for _, n := range c.standing() {
		attributes = append(attributes, attribute("other", "Other", n.Value,
			fmt.Sprintf("%s under key %s of the community %s; confidence %d; valid until %s", n.Kind, c.Key.ID, c.Community.Name, n.Confidence, stix.Stamp(c.Until)), string(n.Kind)))
	}
	tags := []any{map[string]any{"name": "tlp:" + c.TLP}}
	for _, t := range stix.Techniques {
		tags = append(tags, map[string]any{"name": fmt.Sprintf("misp-galaxy:mitre-atlas-attack-pattern=%q", t.Name+" - "+t.ID)})
	}
	return map[string]any{"Event": map[string]any{
		"uuid": stix.UUID("misp-event", c.CampaignID()), "info": "Model distillation campaign " + c.Group.Name, "date": c.At.UTC().Format(time.DateOnly),
		"timestamp": stamp, "threat_level_id": "2", "analysis": "2", "distribution": "0", "published": false,
		"Orgc": map[string]any{"name": c.By, "uuid": stix.UUID("misp-org", c.By)}, "Tag": tags, "Attribute": attributes,
	}}
}

// ocsf is an incident finding (class 2005) of OCSF 1.9.0 with the profile
// incident. What the class has no attribute for is unmapped.
func (c *Case) ocsf() any {
	var attacks []any
	for _, t := range stix.Techniques {
		attacks = append(attacks, map[string]any{"version": "5.6.0", "technique": map[string]any{"uid": t.ID, "name": t.Name, "src_url": stix.Reference(t.ID)["url"]}})
	}
	var tags []any
	for _, n := range c.standing() {
		tags = append(tags, map[string]any{"name": string(n.Kind), "value": c.Key.ID + ":" + n.Value})
	}
	last := (&making{Case: c}).last()
	level := map[string]int{"low": 1, "moderate": 2, "high": 3}[c.Group.Confidence]
	return map[string]any{
		"activity_id": 1, "activity_name": "Create", "category_uid": 2, "category_name": "Findings", "class_uid": 2005, "class_name": "Incident Finding",
		"type_uid": 200501, "severity_id": 3, "severity": "Medium", "status_id": 1, "status": "New", "time": c.At.UnixMilli(),
		"start_time": c.First.UnixMilli(), "end_time": last.UnixMilli(), "count": c.Group.Exchanges,
		"confidence_id": level, "confidence_score": c.confidence, "verdict_id": 4, "verdict": "Suspicious", "is_suspected_breach": false,
		"desc": (&making{Case: c}).says(), "assignee_group": map[string]any{"name": c.By},
		"metadata": map[string]any{
			"version": "1.9.0", "profiles": []string{"incident"}, "uid": stix.UUID("ocsf", c.CampaignID(), stix.Stamp(c.At)),
			"product": map[string]any{"name": "Stillhunt", "vendor_name": "Stillhunt", "version": hunt.Version}, "labels": []string{"TLP:" + strings.ToUpper(c.TLP)},
		},
		"finding_info_list": []any{map[string]any{
			"uid": c.CampaignID(), "title": "Model distillation campaign " + c.Group.Name, "types": []string{"model-distillation"},
			"first_seen_time": c.First.UnixMilli(), "last_seen_time": last.UnixMilli(), "created_time": c.At.UnixMilli(),
			"attacks": attacks, "tags": tags,
		}},
		"unmapped": map[string]any{"campaign": map[string]any{"name": c.Group.Name}},
	}
}
