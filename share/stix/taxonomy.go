package stix

// Technique is an entry of MITRE ATLAS 5.6.0 that a campaign shows.
type Technique struct {
	ID, Name string
	Why      string // what a hunt saw that is of it
}

// Techniques of every campaign: to be one, it harvests, through the API, by
// accounts that an operator holds.
var Techniques = []Technique{
	{"AML.T0024.002", "Extract AI Model", "The accounts ask for what a model is taught with: the harvest statistic of the campaign."},
	{"AML.T0040", "AI Model Inference API Access", "What was observed are exchanges with the model's API."},
	{"AML.T0021", "Establish Accounts", "The campaign has many accounts of one operator."},
	{"AML.T0048.004", "AI Intellectual Property Theft", "Assessed, not observed: what the answers are used for is not seen."},
}

// CaseStudy is the case of ATLAS that is alike.
var CaseStudy = Technique{ID: "AML.CS0056", Name: "Model Distillation Campaigns Targeting Anthropic Claude"}

// Mitigation is one of ATLAS, with the technique that it is against.
type Mitigation struct{ ID, Name, Against string }

// Mitigations that an API can take.
var Mitigations = []Mitigation{
	{"AML.M0002", "Passive AI Output Obfuscation", "AML.T0024.002"},
	{"AML.M0004", "Restrict Number of AI Model Queries", "AML.T0024.002"},
	{"AML.M0019", "Control Access to AI Models and Data in Production", "AML.T0040"},
	{"AML.M0024", "AI Telemetry Logging", "AML.T0024.002"},
}

// Reference points to an entry of ATLAS.
func Reference(id string) Object {
	folder := "techniques"
	switch id[4] {
	case 'C':
		folder = "studies"
	case 'M':
		folder = "mitigations"
	}
	return Object{"source_name": "mitre-atlas", "external_id": id, "url": "https://atlas.mitre.org/" + folder + "/" + id}
}

// AttackPattern is a technique as an object; it is the same whoever writes it.
func AttackPattern(t Technique) Object {
	return New("attack-pattern", Published, Published, t.ID).With(Object{
		"created_by_ref": Project().ID(), "name": t.Name, "external_references": []Object{Reference(t.ID)},
	})
}

// CourseOfAction is a mitigation as an object.
func CourseOfAction(m Mitigation) Object {
	return New("course-of-action", Published, Published, m.ID).With(Object{
		"created_by_ref": Project().ID(), "name": m.Name, "external_references": []Object{Reference(m.ID)},
	})
}

// Mitigates says against which technique a mitigation is.
func Mitigates(m Mitigation) Object {
	return Relation(CourseOfAction(m).ID(), "mitigates", ID("attack-pattern", m.Against), Published, Published).With(Object{"created_by_ref": Project().ID()})
}
