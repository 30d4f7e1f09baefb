"""The paper's figures, with the parameters of their captions. Figure 1, a drawing of the set-up, is left out."""
