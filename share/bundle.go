package share

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

// WriteSTIX writes the case as a STIX 2.1 bundle. The same case at the same time
// gives the same bytes, and objects have the same ids whenever they are shared.
func (c *Case) WriteSTIX(w io.Writer) error { return stix.Bundle(w, c.objects()) }

// making keeps what all objects of a case have in common.
type making struct {
	*Case
	objects []stix.Object
	mark    string
}

func (c *Case) objects() []stix.Object {
	mark := stix.TLP(c.TLP)
	m := &making{Case: c, mark: mark.ID(), objects: []stix.Object{mark, stix.Project(), stix.Identity(c.By), stix.Extension()}}
	if c.Named != nil {
		m.objects = append(m.objects, stix.New("identity", stix.Published, stix.Published, "person", c.Named.Person).With(stix.Object{"name": c.Named.Person, "identity_class": "individual"}))
	}
	m.techniques()
	m.campaign()
	if c.Named != nil {
		m.intrusionSet()
	}
	m.observed()
	m.indicators()
	m.judgement()
	return m.objects
}

// own adds an object of the case.
func (m *making) own(kind string, properties stix.Object, parts ...string) string {
	parts = append([]string{m.CampaignID()}, parts...)
	return m.add(stix.New(kind, m.created(), stix.Stamp(m.At), parts...).With(properties))
}

func (m *making) add(o stix.Object) string {
	m.objects = append(m.objects, o.With(stix.Object{"created_by_ref": stix.IdentityID(m.By), "object_marking_refs": []string{m.mark}}))
	return o.ID()
}

func (m *making) relate(from, kind, to string) {
	m.add(stix.Relation(from, kind, to, m.created(), stix.Stamp(m.At)))
}

func (m *making) techniques() {
	for _, t := range stix.Techniques {
		o := stix.AttackPattern(t)
		m.objects = append(m.objects, o)
		m.add(stix.Relation(m.CampaignID(), "uses", o.ID(), m.created(), stix.Stamp(m.At)).With(stix.Object{"description": t.Why}))
	}
	for _, a := range stix.Mitigations {
		m.objects = append(m.objects, stix.CourseOfAction(a), stix.Mitigates(a))
	}
}

func (m *making) campaign() {
	g := m.Group
	var asked []string
	for _, t := range g.Targets {
		asked = append(asked, fmt.Sprintf("%s %.0f %%", t.Capability, 100*t.Share))
	}
	campaign := stix.New("campaign", m.created(), stix.Stamp(m.At))
	campaign["id"] = m.CampaignID()
	m.add(campaign.With(stix.Object{
		"name": g.Name, "first_seen": stix.Stamp(m.First), "last_seen": stix.Stamp(m.last()), "confidence": m.confidence,
		"description": m.says(), "objective": strings.Join(asked, ", "),
		"external_references": []stix.Object{stix.Reference(stix.CaseStudy.ID).With(stix.Object{"description": "a case that is alike, not this one"}), {"source_name": "stillhunt", "external_id": g.ID}},
	}))
}

// says is the campaign in words, none of them about who is behind it.
func (m *making) says() string {
	g := m.Group
	s := fmt.Sprintf("%d accounts that are assessed to have one operator (%s; confidence %s) and to harvest a model's answers: %d exchanges, of which the operator is estimated to have sent %.0f (%.0f to %.0f). Accounts of innocent customers among them: %.0f (%.0f to %.0f). q-value %.3g.",
		g.Accounts, g.Likelihood, g.Confidence, g.Exchanges, g.ExchangesAttributed.Estimate, g.ExchangesAttributed.Low, g.ExchangesAttributed.High,
		g.InnocentAccounts.Estimate, g.InnocentAccounts.Low, g.InnocentAccounts.High, g.QValue)
	if m.Named == nil {
		s += " No entity is named."
	}
	return s + disputesInWords(m.Disputes)
}

func disputesInWords(all []Dispute) string {
	if len(all) == 0 {
		return ""
	}
	var by []string
	for _, d := range all {
		name := d.Name
		if name == "" {
			name = d.By
		}
		by = append(by, fmt.Sprintf("%s on %s", stix.Clean(name), d.At.UTC().Format(time.DateOnly)))
	}
	return fmt.Sprintf(" Disputed by %s; the confidence was lowered for it.", strings.Join(by, ", "))
}

func (m *making) last() time.Time {
	t, err := time.Parse(time.RFC3339, m.Group.Last)
	if err != nil || t.Before(m.First) {
		return m.First
	}
	return t
}

// intrusionSet says whom a person holds responsible, and that it is that person
// who does.
func (m *making) intrusionSet() {
	says := fmt.Sprintf("Named by %s, not by the software. Grounds: %s", m.Named.Person, m.Named.Grounds)
	set := m.own("intrusion-set", stix.Object{"name": m.Named.Entity, "description": says}, m.Named.Entity)
	m.relate(m.CampaignID(), "attributed-to", set)
	m.own("note", stix.Object{"abstract": "Who named the entity, and why", "content": says, "authors": []string{m.Named.Person}, "object_refs": []string{set, m.CampaignID()}}, "named")
}

// means are the kinds that are infrastructure, with its name.
var means = map[community.Kind]string{
	community.Network: "Exit networks", community.Payment: "Payment instruments", community.Device: "Devices", community.Client: "Clients",
}

// observed are the values, by kind, and what of them an operator runs or buys.
func (m *making) observed() {
	for _, k := range m.Kinds {
		var refs []string
		least := 999_999_999 // the most that STIX takes
		for _, n := range m.Indicators {
			if n.Kind == k {
				least = min(least, n.Accounts)
				o := stix.Fingerprint(m.Key.ID, string(k), n.Value)
				m.objects = append(m.objects, o.With(stix.Object{"object_marking_refs": []string{m.mark}}))
				refs = append(refs, o.ID())
			}
		}
		if len(refs) == 0 {
			continue
		}
		data := m.own("observed-data", stix.Object{
			"first_observed": stix.Stamp(m.First), "last_observed": stix.Stamp(m.last()), "number_observed": least, "object_refs": refs, // each by so many accounts, or more
		}, string(k))
		if name := means[k]; name != "" {
			i := m.own("infrastructure", stix.Object{
				"name": name + " of " + m.Group.Name, "infrastructure_types": []string{"unknown"}, "first_seen": stix.Stamp(m.First), "last_seen": stix.Stamp(m.last()),
				"description": fmt.Sprintf("%d that accounts of the campaign have in common, under the key %s of the community %s.", len(refs), m.Key.ID, m.Community.Name),
			}, "infrastructure", string(k))
			m.relate(m.CampaignID(), "uses", i)
			m.relate(i, "consists-of", data)
		}
	}
}

func (m *making) indicators() {
	for i := range m.Indicators {
		n := &m.Indicators[i]
		o := stix.New("indicator", stix.Stamp(m.Key.From), stix.Stamp(m.At))
		o["id"] = m.indicatorID(n)
		o.With(stix.Object{
			"name": fmt.Sprintf("%s of %s", n.Kind, m.Group.Name), "indicator_types": []string{"anomalous-activity"},
			"pattern_type": "stix", "pattern": stix.Pattern(m.Key.ID, string(n.Kind), n.Value),
			"valid_from": stix.Stamp(m.At), "valid_until": stix.Stamp(m.Until), "confidence": n.Confidence,
			"description": fmt.Sprintf("Shown by %d accounts of the campaign, which are %.0f %% of those that show it. Under the key %s of the community %s: it is found with that key only, and is a lead, not evidence.%s",
				n.Accounts, math.Floor(100*n.Share), m.Key.ID, m.Community.Name, disputesInWords(n.Disputes)),
		})
		if n.Withdrawn {
			o["revoked"] = true
		}
		if len(n.Disputes) > 0 { // who reads them, too, does not lower it twice
			o["extensions"] = stix.Object{stix.ExtensionID: stix.Object{"extension_type": "property-extension", "undisputed": n.undisputed}}
		}
		m.relate(m.add(o), "indicates", m.CampaignID())
	}
}

// judgement is what was seen where, and how sure the house is of it.
func (m *making) judgement() {
	var data []string
	for _, o := range m.objects {
		if o["type"] == "observed-data" {
			data = append(data, o.ID())
		}
	}
	m.own("sighting", stix.Object{
		"sighting_of_ref": m.CampaignID(), "where_sighted_refs": []string{stix.IdentityID(m.By)}, "observed_data_refs": data,
		"first_seen": stix.Stamp(m.First), "last_seen": stix.Stamp(m.last()), "count": min(m.Group.Exchanges, 999_999_999), "confidence": m.confidence,
	}, "own")
	m.own("opinion", stix.Object{
		"opinion": opinions[m.Group.Confidence], "object_refs": []string{m.CampaignID()}, "authors": []string{m.By},
		"explanation": fmt.Sprintf("Likelihood: %s. Confidence: %s.%s", m.Group.Likelihood, m.Group.Confidence, nearest(m.Group)),
	}, "own")
}

var opinions = map[string]string{"high": "strongly-agree", "moderate": "agree", "low": "neutral"}

// nearest is the rival explanation that lost by least.
func nearest(g campaign.Group) string {
	if len(g.Hypotheses) == 0 {
		return ""
	}
	least := g.Hypotheses[0]
	for _, r := range g.Hypotheses {
		if r.LogOdds < least.LogOdds {
			least = r
		}
	}
	return fmt.Sprintf(" The nearest other explanation is %s, which %.3g nats speak against.", least.Name, least.LogOdds)
}
