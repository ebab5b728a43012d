mod logits;
mod losses_by_hand;
mod sum_or_mean;
