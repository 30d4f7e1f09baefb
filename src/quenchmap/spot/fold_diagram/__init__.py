"""The folds in the drive against another parameter, with their cusps."""
