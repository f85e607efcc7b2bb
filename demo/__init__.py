"""Two towns with invented people: Starachowice and Wojcieszków. Feeds try-outs, journeys and pictures."""
