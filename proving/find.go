package proving

import "github.com/stillhunt/stillhunt/proving/scenario"

// Find gives a scenario by the name of a shipped one or by the path of a YAML file.
func Find(name string) (*scenario.Scenario, error) { return find(name) }
