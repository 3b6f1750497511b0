"""Training and measuring the classifiers on labelled data; needs scikit-learn, which analysing does not."""
