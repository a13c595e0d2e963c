package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import java.util.List;

/** An experiment of this package. */
record Study(String name, String question, String reported, String why, List<Case> cases)
    implements Experiment {}
