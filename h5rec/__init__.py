"""Record matplotlib animations as canvas commands, watch them live, replay them anywhere."""
