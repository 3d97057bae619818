"""The demo district: real names of one subdistrict, everything else made up, built anew from a seed."""
