"""The staff register: who meets which requirement of their post, with what evidence, and on whose authority they act."""
