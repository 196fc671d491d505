package scenario

// Kinds of look-alikes beside the first three.
const (
	EvalHouse      = "eval-house"
	Office         = "office-nine-o-clock"
	LabellingFirm  = "labelling-firm"
	MultiAgent     = "multi-agent"
	ShowYourWork   = "show-your-work"
	PoolingGateway = "pooling-gateway"
	Hackathon      = "hackathon"
	ReleaseRush    = "release-rush"
	ViralPrompt    = "viral-prompt"
)

// Kinds names every kind of population.
func Kinds() []string {
	return []string{People, API, CampusNAT, AgentFleet, Reseller, EvalHouse, Office, LabellingFirm, MultiAgent, ShowYourWork, PoolingGateway,
		Hackathon, ReleaseRush, ViralPrompt}
}

// unrelated reports whether the accounts of a kind have nobody above them who
// could say what they are.
func unrelated(kind string) bool {
	return kind == People || kind == API || kind == ReleaseRush || kind == ViralPrompt
}

// lookalike checks the dials that say how a group looks.
func (v *validator) lookalike(at string, p Population, releases int) {
	v.check(p.Confess >= 0 && p.Confess <= 1, at+".confess", "confess is a share")
	v.check(p.Confess == 0 || !unrelated(p.Kind), at+".confess", "%s have nobody who could confess for them", p.Kind)
	v.check(p.Quota >= 0 && p.Quota <= 1, at+".quota", "quota is a share")
	v.check(p.Kind != ReleaseRush || releases > 0, at+".kind", "a %s needs a release to rush to: add releases", ReleaseRush)
}
