"""Why a rule does what it does for one patient, down to what nearly made it do something else."""
