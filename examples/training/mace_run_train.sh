# The run of mace-pyr14bf4.yaml as upstream MACE's command line; 'ilmlff train mace_run_train.sh' reads it as it is.
# (Upstream reads one training file: put the three together first, or keep one.)
mace_run_train --name=mace-pyr14bf4 --model=ScaleShiftMACE --num_channels=16 --max_L=1 --r_max=6.0 \
  --train_file=data/train_eq_bf4.extxyz.gz --valid_file=data/valid_eq_bf4.extxyz.gz \
  --E0s="{1: -10.923452480109457, 5: -32.60091498437676, 6: -47.28032118105405, 7: -78.78431056567908, 9: -135.92459552579408}" \
  --loss=stress --stress_weight=1e5 --swa --start_swa=27 --swa_lr=0.0005 --swa_stress_weight=1e5 --ema --ema_decay=0.99 \
  --scheduler=ExponentialLR --lr_scheduler_gamma=0.9 --lr=0.04 --batch_size=1 --max_num_epochs=36 --default_dtype=float32 --seed=2
